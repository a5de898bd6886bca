// express with what its guides name: helmet, cors, express-rate-limit, express-jwt, express-validator.
"use strict";

const { createSecretKey, randomUUID } = require("node:crypto");
const cors = require("cors");
const express = require("express");
const { expressjwt } = require("express-jwt");
const { rateLimit } = require("express-rate-limit");
const { body, checkExact, matchedData, validationResult } = require("express-validator");
const helmet = require("helmet");

const articles = new Map();
for (let id = 1; id <= 100; id += 1) {
  const title = `Article ${String(id).padStart(3, "0")}`;
  articles.set(id, { id, title, tags: ["one", "two"], text: "The quick brown fox jumps over the lazy dog. ".repeat(4) });
}

const titles = {
  400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
  413: "Content Too Large", 422: "Unprocessable Content", 429: "Too Many Requests", 500: "Internal Server Error",
  503: "Service Unavailable",
};
const refuse = (response, status) =>
  response.status(status).type("application/problem+json").send(JSON.stringify({ type: "about:blank", title: titles[status], status }));

// A KeyObject is made once: a string would be made into one at each request.
const verified = expressjwt({
  secret: createSecretKey(Buffer.from(process.env.JWT_SECRET)),
  algorithms: ["HS256"],
  issuer: process.env.JWT_ISSUER,
  audience: process.env.JWT_AUDIENCE,
});

const includes = { reader: ["reader", "editor"], editor: ["editor"] };
const role = (name) => (request, response, next) =>
  (request.auth.roles ?? []).some((held) => includes[name].includes(held)) ? next() : refuse(response, 403);

const handler = (request, response) => refuse(response, 429);
const limit = (most, windowMs, keyGenerator) =>
  rateLimit({ limit: most, windowMs, keyGenerator, handler, standardHeaders: "draft-8", legacyHeaders: false });
const caller = (request) => request.auth.sub;

const draft = [
  body("title").isString().bail().isLength({ min: 1, max: 120 }),
  body("contact").isString().bail().isLength({ max: 254 }).isEmail(),
  body("tags").isArray({ max: 10 }),
  body("tags.*").isString().bail().isLength({ min: 1, max: 30 }),
  body("text").isString().bail().isLength({ max: 20000 }),
];
const checked = (request, response, next) => (validationResult(request).isEmpty() ? next() : refuse(response, 422));

const app = express();
app.disable("x-powered-by");
app.disable("etag");
app.use((request, response, next) => {
  response.setHeader("x-request-id", randomUUID());
  next();
});
app.use(helmet());
app.use(cors({ origin: "https://app.example", methods: ["GET", "POST"], allowedHeaders: ["authorization", "content-type"] }));
app.use((request, response, next) => {
  response.setTimeout(10_000, () => refuse(response, 503));
  next();
});

app.route("/ping").get(limit(1_000_000_000, 1_000), (request, response) => response.json({ ok: true })).all((request, response) => refuse(response, 405));
app.get("/scarce", verified, limit(5, 60_000, caller), role("reader"), (request, response) => response.json({ ok: true }));
app.get("/articles/:id", verified, limit(1_000_000_000, 1_000, caller), role("reader"), (request, response) => {
  const article = articles.get(Number(request.params.id));
  return article === undefined ? refuse(response, 404) : response.json(article);
});
app.post(
  "/articles", verified, limit(1_000_000_000, 1_000, caller), role("editor"), express.json({ limit: "64kb" }), checkExact(draft), checked,
  (request, response) => {
    const { title, tags, text } = matchedData(request);
    response.status(201).location("/articles/1").json({ id: 1, title, tags, text });
  },
);
app.use((request, response) => refuse(response, 404));
app.use((error, request, response, next) => refuse(response, titles[error.status] ? error.status : 500));

const server = app.listen(0, "127.0.0.1", () => console.log(`127.0.0.1:${server.address().port}`));
