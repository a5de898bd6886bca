// Clients of the provider: they get tokens from it as its own clients do, without a browser.

import { createHash, createHmac, createSign, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';

import { AUDIENCE, REDIRECT, SECRET } from './configuration.mjs';

const random = () => randomBytes(32).toString('base64url');
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url'));

const ORDERS = { client_credentials, code, refresh, userinfo, forge, with_kids };

// `own` is where the provider listens, whatever it is called.
export const obey = (own, order) => ORDERS[order.grant](own, order);

async function json(answer) {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} of ${answer.url}: ${text}`);
  return JSON.parse(text);
}

const ask = (own, form, headers = {}) =>
  fetch(`${own}/token`, { method: 'POST', body: new URLSearchParams(form), headers }).then(json);

async function client_credentials(own, { client, audience = AUDIENCE, scope = '' }) {
  const credentials = Buffer.from(`${encodeURIComponent(client)}:${encodeURIComponent(SECRET)}`).toString('base64');
  const headers = { authorization: `Basic ${credentials}` };
  if (client === 'machine-dpop') headers.dpop = proof('POST', `${own}/token`);
  if (client === 'machine-mtls') headers['x-certificate'] = randomBytes(300).toString('base64');
  return ask(own, { grant_type: 'client_credentials', resource: audience, scope }, headers);
}

// RFC 9449, 4.2: possession of a key of the client.
function proof(method, url) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: publicKey.export({ format: 'jwk' }) };
  const claims = { jti: randomUUID(), htm: method, htu: url, iat: Math.floor(Date.now() / 1000) };
  const signed = `${encoded(header)}.${encoded(claims)}`;
  const signature = createSign('sha256').update(signed).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

// Authorization code with PKCE. With `jarm`, the signed answer that comes in place of the code.
async function code(own, { client = 'web', user, jarm = false }) {
  const scope = { scope: 'openid offline_access notes.read', resource: AUDIENCE, prompt: 'consent' };
  const { answer, verifier } = await asked(own, client, user, jarm ? { ...scope, response_mode: 'query.jwt' } : scope);
  if (jarm) return { response: answer.get('response') };
  return redeemed(own, client, answer.get('code'), verifier, { resource: AUDIENCE });
}

// What the application is told at the end, and the verifier that redeems the code.
async function asked(own, client, user, more) {
  const verifier = random();
  const question = new URLSearchParams({
    client_id: client,
    redirect_uri: REDIRECT,
    response_type: 'code',
    nonce: random(),
    state: random(),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  });
  return { answer: (await logged_in(own, `/auth?${question}`, user)).searchParams, verifier };
}

function redeemed(own, client, code, verifier, more = {}) {
  const form = { grant_type: 'authorization_code', client_id: client, redirect_uri: REDIRECT };
  return ask(own, { ...form, code, code_verifier: verifier, ...more });
}

// Follows the redirects and fills in the pages of login and consent as a browser does, until the application is reached.
async function logged_in(own, start, user) {
  const cookies = new Map();
  const visit = async (url, form) => {
    const answer = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      redirect: 'manual',
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      cookies.set(name, value);
    }
    return answer;
  };
  let url = new URL(start, own);
  for (let steps = 0; steps < 12; steps += 1) {
    let answer = await visit(url);
    if (answer.status === 200) {
      const prompt = /name="prompt" value="(\w+)"/.exec(await answer.text())?.[1];
      answer = await visit(url, { prompt, login: user, password: 'any' });
    }
    const next = answer.headers.get('location');
    if (!next) throw new Error(`${answer.status} of ${url}: ${await answer.text()}`);
    url = new URL(next, url);
    if (url.href.startsWith(REDIRECT)) return url;
  }
  throw new Error('the login leads nowhere');
}

function refresh(own, { client = 'web', token }) {
  return ask(own, { grant_type: 'refresh_token', client_id: client, refresh_token: token, resource: AUDIENCE });
}

// A signed answer about the user, and the token that it is got with: neither is an access token for the API.
async function userinfo(own, { client = 'web', user }) {
  const { answer, verifier } = await asked(own, client, user, { scope: 'openid' });
  const { access_token } = await redeemed(own, client, answer.get('code'), verifier);
  const told = await fetch(`${own}/me`, { headers: { authorization: `Bearer ${access_token}` } });
  return { opaque: access_token, userinfo: await told.text() };
}

// The claims of a token, signed with a symmetric key.
function forge(own, { token, kid, secret }) {
  const [, claims] = token.split('.');
  const signed = `${encoded({ typ: 'at+jwt', alg: 'HS256', kid })}.${claims}`;
  const key = Buffer.from(secret, 'base64url');
  return { access_token: `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}` };
}

// A token under names of keys that there are not.
function with_kids(own, { token, count }) {
  const [header, claims, signature] = token.split('.');
  const renamed = () => encoded({ ...decoded(header), kid: random() });
  return { tokens: Array.from({ length: count }, () => `${renamed()}.${claims}.${signature}`) };
}
