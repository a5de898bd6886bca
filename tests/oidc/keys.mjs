// The signing keys of the provider, by generation.

import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const MAKE = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
};

// Made once: a generation that comes back after a restart has the keys it had. Those of one called `bare` do not say their
// algorithm, as with some providers.
function generation(folder, name) {
  const file = path.join(folder, `${name}.json`);
  if (!existsSync(file)) {
    const keys = Object.entries(MAKE).map(([alg, make]) => ({
      ...make().privateKey.export({ format: 'jwk' }),
      kid: `${name}-${alg}`,
      use: 'sig',
      ...(name === 'bare' ? {} : { alg }),
    }));
    writeFileSync(file, JSON.stringify(keys), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

export const generations = (folder, names) => ({ keys: names.flatMap((name) => generation(folder, name)) });
