// fastify with its plugins: helmet, cors, jwt and rate-limit; schemas for what is read and what is sent.
"use strict";

const { randomUUID } = require("node:crypto");
const fastify = require("fastify");

const articles = new Map();
for (let id = 1; id <= 100; id += 1) {
  const title = `Article ${String(id).padStart(3, "0")}`;
  articles.set(id, { id, title, tags: ["one", "two"], text: "The quick brown fox jumps over the lazy dog. ".repeat(4) });
}

const titles = {
  400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
  413: "Content Too Large", 422: "Unprocessable Content", 429: "Too Many Requests", 500: "Internal Server Error",
};
const problem = (status) => ({ type: "about:blank", title: titles[status], status });
const refuse = (reply, status) => reply.code(status).type("application/problem+json").send(JSON.stringify(problem(status)));

const pong = { type: "object", properties: { ok: { type: "boolean" } } };
const article = {
  type: "object",
  properties: {
    id: { type: "integer" }, title: { type: "string" }, tags: { type: "array", items: { type: "string" } }, text: { type: "string" },
  },
};
const draft = {
  type: "object",
  required: ["title", "contact", "tags", "text"],
  additionalProperties: false,
  properties: {
    title: { type: "string", minLength: 1, maxLength: 120 },
    contact: { type: "string", maxLength: 254, format: "email" },
    tags: { type: "array", maxItems: 10, items: { type: "string", minLength: 1, maxLength: 30 } },
    text: { type: "string", maxLength: 20000 },
  },
};

async function main() {
  const app = fastify({
    logger: false,
    bodyLimit: 64 * 1024,
    handlerTimeout: 10_000,
    genReqId: () => randomUUID(),
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  });
  app.setNotFoundHandler((request, reply) => refuse(reply, app.hasRoute({ method: "GET", url: request.url }) ? 405 : 404));
  app.setErrorHandler((error, request, reply) => {
    const status = error.validation ? 422 : error.statusCode;
    return refuse(reply, titles[status] ? status : 500);
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  await app.register(require("@fastify/helmet"));
  await app.register(require("@fastify/cors"), {
    origin: "https://app.example", methods: ["GET", "POST"], allowedHeaders: ["authorization", "content-type"],
  });
  await app.register(require("@fastify/jwt"), {
    secret: process.env.JWT_SECRET,
    // fast-jwt remembers tokens that were verified.
    verify: { cache: true, algorithms: ["HS256"], allowedIss: process.env.JWT_ISSUER, allowedAud: process.env.JWT_AUDIENCE },
  });
  await app.register(require("@fastify/rate-limit"), { global: false, hook: "preHandler" });

  const includes = { reader: ["reader", "editor"], editor: ["editor"] };
  const verified = async (request) => request.jwtVerify();
  const role = (name) => async (request, reply) => {
    if (!(request.user.roles ?? []).some((held) => includes[name].includes(held))) return refuse(reply, 403);
  };
  const errorResponseBuilder = () => Object.assign(new Error(titles[429]), { statusCode: 429 });
  const caller = (request) => request.user.sub;
  const limited = (max, timeWindow, keyGenerator) => app.rateLimit({ max, timeWindow, keyGenerator, errorResponseBuilder });
  const known = (name, limit) => ({ onRequest: [verified, limit, role(name)] });
  const often = limited(1_000_000_000, 1_000, caller);

  app.get("/ping", { onRequest: limited(1_000_000_000, 1_000, (request) => request.ip), schema: { response: { 200: pong } } }, async () => ({ ok: true }));
  app.get("/scarce", { ...known("reader", limited(5, 60_000, caller)), schema: { response: { 200: pong } } }, async () => ({ ok: true }));
  app.get("/articles/:id", { ...known("reader", often), schema: { response: { 200: article } } }, async (request, reply) => {
    const found = articles.get(Number(request.params.id));
    return found ?? refuse(reply, 404);
  });
  app.post("/articles", { ...known("editor", often), schema: { body: draft, response: { 201: article } } }, async (request, reply) => {
    const { title, tags, text } = request.body;
    reply.code(201).header("location", "/articles/1");
    return { id: 1, title, tags, text };
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  console.log(`127.0.0.1:${app.server.address().port}`);
}

main();
