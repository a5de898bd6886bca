// What the provider is told: who its clients and its users are, and what their tokens say.

export const AUDIENCE = 'https://api.test';
export const REDIRECT = 'https://app.test/callback';
export const SECRET = 'a-secret-of-the-tests-on-loopback-only';

// Of the users, and of the machines that call for themselves. A user may be called as a machine is.
const USERS = { ada: 'admin', eve: 'visitor' };
const MACHINES = { 'admin-machine': 'admin' };

const machine = (client_id, more) => ({
  client_id,
  client_secret: SECRET,
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
  ...more,
});

const web = (client_id, more) => ({
  client_id,
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: [REDIRECT],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
  ...more,
});

const CLIENTS = [
  machine('machine'),
  machine('admin-machine'),
  machine('machine-es256'),
  machine('machine-eddsa'),
  machine('machine-dpop', { dpop_bound_access_tokens: true }),
  machine('machine-mtls', { tls_client_certificate_bound_access_tokens: true }),
  web('web', { id_token_signed_response_alg: 'ES256', userinfo_signed_response_alg: 'RS256' }),
  // Its id tokens and all else that is meant for it have the audience of the API.
  web(AUDIENCE, {
    id_token_signed_response_alg: 'RS256',
    userinfo_signed_response_alg: 'RS256',
    authorization_signed_response_alg: 'RS256',
  }),
];

const algorithm = (client) => ({ 'machine-es256': 'ES256', 'machine-eddsa': 'EdDSA' })[client] ?? 'RS256';

export const configuration = (jwks) => ({
  jwks,
  clients: CLIENTS,
  clientDefaults: { subject_type: 'public' },
  cookies: { keys: [SECRET] },
  enabledJWA: {
    authorizationSigningAlgValues: ['RS256'],
    idTokenSigningAlgValues: ['RS256', 'ES256'],
    userinfoSigningAlgValues: ['RS256'],
  },
  pkce: { methods: ['S256'], required: () => true },
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  extraTokenClaims: (_, token) => {
    const role = token.accountId ? USERS[token.accountId] : MACHINES[token.clientId];
    return role ? { role } : {};
  },
  ttl: { AccessToken: 3600, ClientCredentials: 3600, IdToken: 3600, Grant: 3600, Session: 3600, RefreshToken: 3600 },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    dPoP: { enabled: true },
    jwtResponseModes: { enabled: true },
    jwtUserinfo: { enabled: true },
    mTLS: { enabled: true, certificateBoundAccessTokens: true, getCertificate: (ctx) => ctx.get('x-certificate') },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, audience, client) => ({
        audience,
        scope: 'notes.read notes.write',
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: algorithm(client.clientId) } },
      }),
    },
  },
});
