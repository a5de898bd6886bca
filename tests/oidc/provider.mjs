// Starts the provider: `provider.mjs PORT ISSUER FOLDER GENERATIONS`, with 0 for a free port and - for the issuer of its own
// address. GENERATIONS are the keys that it publishes, separated by commas; the first of them sign. The keys are kept in
// FOLDER. It is ready once it has written its first line, and ends when its standard input does. Each line of input is an
// order for a client of it (clients.mjs), and is answered by a line. With `--tidy` at the end, FOLDER goes with it.

import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { webcrypto } from 'node:crypto';
import path from 'node:path';

import { configuration } from './configuration.mjs';
import { generations } from './keys.mjs';
import { obey } from './clients.mjs';

// Node 18, which Debian 12 has, keeps it to its modules.
globalThis.crypto ??= webcrypto;

const [port, issuer, folder, names, tidy] = process.argv.slice(2);

// It is installed beside the build, where imports by name do not look.
const installed = createRequire(path.join(process.env.SECURE_API_OIDC, 'package.json')).resolve('oidc-provider');
const { default: Provider } = await import(pathToFileURL(installed));

const server = createServer();
await new Promise((listening, failed) => {
  server.once('error', failed);
  server.listen(Number(port), '127.0.0.1', listening);
});
const own = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer === '-' ? own : issuer, configuration(generations(folder, names.split(','))));
server.on('request', provider.callback());

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
say({ done: { port: server.address().port } });
const orders = createInterface({ input: process.stdin });
orders.on('close', () => {
  if (tidy === '--tidy') rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
for await (const order of orders) {
  try {
    say({ done: await obey(own, JSON.parse(order)) });
  } catch (error) {
    say({ failed: String(error.stack) });
  }
}
