//! The declaration of one issuer of tokens. Nothing here fails: faults are kept for the application to report.

use core::fmt;
use core::time::Duration;

use super::declared::{AUDIENCE, ISSUER, Keys, Setting, Settled};
use super::grants::{RoleMap, ScopeMap};
use super::key::Key;
#[cfg(feature = "oidc")]
use super::oidc::{OidcDeclaration, OidcIssuer, SigningAlgorithm};
use crate::api::Faults;
use crate::provide::key_source::Environment;
#[cfg(feature = "oidc")]
use crate::provide::key_source::KeySource;

/// The leeway where none is declared: 30 seconds, twice what clocks kept by NTP differ at their worst.
pub const DEFAULT_LEEWAY: Duration = Duration::from_secs(30);

/// The most leeway that can be declared: 60 seconds (C33).
pub const MAX_LEEWAY: Duration = Duration::from_secs(60);

const MISUSED: &str = "`issuer_or` and `audience_or` belong to `Jwt::from_env()` and `Jwt::oidc_from_env()`, `or_development_key` to the \
     first of these, `key` to `Jwt::issuer(..)`, and how keys are fetched to `Jwt::oidc(..)`";

/// Who signs the tokens of an application, for whom, and with which keys.
///
/// ```
/// use secure_api::identify::{Jwt, Key};
/// use secure_api::provide::key_source::KeySource;
///
/// let jwt = Jwt::issuer("https://login.example.com")
///     .audience("https://api.example.com")
///     .key(Key::jwk_set(KeySource::file("keys.json")));
/// ```
#[derive(Clone)]
pub struct Jwt {
    pub(super) issuer: Setting,
    pub(super) audience: Setting,
    pub(super) keys: Keys,
    pub(super) environment: Environment,
    pub(super) leeway: Duration,
    pub(super) access_tokens_only: bool,
    pub(super) by_client: bool,
    pub(super) roles: Option<RoleMap>,
    pub(super) scopes: Option<ScopeMap>,
    misused: Vec<&'static str>,
    twice: Vec<&'static str>,
}

/// A declaration that has an issuer and still needs an audience.
#[derive(Clone, Debug)]
#[must_use]
pub struct JwtIssuer {
    issuer: String,
}

/// A declaration that has an issuer and an audience and still needs a key.
#[derive(Clone, Debug)]
#[must_use]
pub struct JwtAudience {
    issuer: String,
    audience: String,
}

impl Jwt {
    /// Begins a declaration with the exact `iss` of the tokens. An audience and a key have to follow.
    pub fn issuer(issuer: impl Into<String>) -> JwtIssuer {
        JwtIssuer { issuer: issuer.into() }
    }

    /// Everything from the environment: `JWT_ISSUER`, `JWT_AUDIENCE`, and either `JWT_SECRET` (an HS256 secret, or
    /// `JWT_SECRET_FILE` with the path of its file) or `JWT_JWKS` (the path of a JWK set).
    #[must_use]
    pub fn from_env() -> Self {
        Self::from_environment(Environment::System)
    }

    pub(crate) fn from_environment(environment: Environment) -> Self {
        let issuer = Setting::Variable { name: ISSUER, or: None };
        let audience = Setting::Variable { name: AUDIENCE, or: None };
        Self::declared(issuer, audience, Keys::Environment { or_development: false }, environment)
    }

    fn declared(issuer: Setting, audience: Setting, keys: Keys, environment: Environment) -> Self {
        Self {
            issuer,
            audience,
            keys,
            environment,
            leeway: DEFAULT_LEEWAY,
            access_tokens_only: false,
            by_client: false,
            roles: None,
            scopes: None,
            misused: Vec::new(),
            twice: Vec::new(),
        }
    }

    /// The issuer where `JWT_ISSUER` is not set. Belongs to [`from_env`](Self::from_env).
    #[must_use]
    pub fn issuer_or(mut self, issuer: impl Into<String>) -> Self {
        if !self.issuer.default_to(issuer.into()) {
            self.misused.push("issuer_or");
        }
        self
    }

    /// The audience where `JWT_AUDIENCE` is not set. Belongs to [`from_env`](Self::from_env).
    #[must_use]
    pub fn audience_or(mut self, audience: impl Into<String>) -> Self {
        if !self.audience.default_to(audience.into()) {
            self.misused.push("audience_or");
        }
        self
    }

    /// A random key for as long as the process runs, where the environment names none. Only a debug build has it, it serves
    /// on loopback addresses only, and prints tokens to try. A release build reports the missing key instead.
    #[must_use]
    pub fn or_development_key(mut self) -> Self {
        match &mut self.keys {
            Keys::Environment { or_development } => *or_development = true,
            _ => self.misused.push("or_development_key"),
        }
        self
    }

    /// One more key of the same issuer, such as the next one of a rotation.
    #[must_use]
    pub fn key(mut self, key: Key) -> Self {
        match &mut self.keys {
            Keys::Declared(keys) => keys.push(key),
            _ => self.misused.push("key"),
        }
        self
    }

    /// How far the issuer's clock may be off; at most [`MAX_LEEWAY`].
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Accepts access tokens of RFC 9068 only: those with `typ: at+jwt`, and with `client_id`, `jti` and `iat` beside what
    /// every token has to have. Without it, a token that does not say what it is passes too, and only its audience tells an
    /// access token from an ID token.
    #[must_use]
    pub fn profile_rfc9068(mut self) -> Self {
        self.access_tokens_only = true;
        self
    }

    /// The tokens of this issuer say in `client_id` whom they are for, and have no `aud`: access tokens of Amazon Cognito
    /// (`token_use: access`). The audience that is declared is the id of the app client; a token that has an `aud` is refused,
    /// so that it does not go with [`profile_rfc9068`](Self::profile_rfc9068).
    #[must_use]
    pub fn audience_in_client_id(mut self) -> Self {
        self.by_client = true;
        self
    }

    /// How the claims of this issuer become roles. Needed as soon as there are two issuers.
    #[must_use]
    pub fn roles(mut self, roles: RoleMap) -> Self {
        if self.roles.replace(roles).is_some() {
            self.twice.push("roles");
        }
        self
    }

    /// How the claims of this issuer become scopes. Where nothing is said, `scope` or `scp` by the application's names. Needed
    /// as soon as there are two issuers, and scopes in the application.
    #[must_use]
    pub fn scopes(mut self, scopes: ScopeMap) -> Self {
        if self.scopes.replace(scopes).is_some() {
            self.twice.push("scopes");
        }
        self
    }

    /// The tokens of this issuer grant no scopes, whatever they say: [`ScopeMap::none`].
    #[must_use]
    pub fn without_scopes(self) -> Self {
        self.scopes(ScopeMap::none())
    }

    /// Reads what has to be read. `None`, and a fault, where issuer or audience are missing.
    pub(super) fn settle(self, faults: &mut Faults) -> Option<Settled> {
        for method in &self.misused {
            faults.push(format!("`Jwt::{method}` does not go with this declaration"), MISUSED);
        }
        for method in &self.twice {
            faults.push(
                format!("an issuer has two declarations of `Jwt::{method}`"),
                "write one map of several places: `RoleMap::keycloak_client(\"app\").same_names().and(RoleMap::keycloak()..)`",
            );
        }
        let issuer = self.issuer.read(&self.environment, "iss", faults);
        let audience = self.audience.read(&self.environment, "aud", faults);
        if self.leeway > MAX_LEEWAY {
            faults.push(
                format!("the leeway of {} s is more than {} s", self.leeway.as_secs(), MAX_LEEWAY.as_secs()),
                "set the clocks by NTP and lower the leeway",
            );
        }
        if self.access_tokens_only && self.by_client {
            faults.push(
                format!(
                    "the tokens of `{}` are declared to have an `aud` (`.profile_rfc9068()`) and to have none \
                     (`.audience_in_client_id()`)",
                    issuer.as_deref().unwrap_or("?")
                ),
                "remove one: tokens of RFC 9068 have an `aud` (2.2), and those of Amazon Cognito are not of that profile",
            );
        }
        let keys = self.keys.read(&self.environment, issuer.as_deref().unwrap_or("?"), faults);
        Some(Settled {
            issuer: issuer?,
            audience: audience?,
            keys,
            leeway_s: self.leeway.as_secs(),
            access_tokens_only: self.access_tokens_only,
            by_client: self.by_client,
            roles: self.roles,
            scopes: self.scopes,
        })
    }
}

/// Issuers whose keys are fetched.
#[cfg(feature = "oidc")]
impl Jwt {
    /// Begins a declaration with the exact `iss` of the tokens, as `https://login.example.com/realms/x`. Its document of
    /// OpenID Connect Discovery tells where its keys are, which are fetched before the first answer and again in the
    /// background. An audience has to follow.
    ///
    /// Both are asked over `https`, at addresses of the internet, and without following redirects or asking a proxy that the
    /// environment names. Rotated keys are followed at once: a key identifier that is not known causes a fetch, at most one in
    /// 30 s. A key that was withdrawn verifies until the next set is fetched: an hour at most, and while no set can be had for
    /// [`known_keys_for`](Self::known_keys_for).
    ///
    /// ```
    /// use secure_api::identify::{Jwt, SigningAlgorithm};
    ///
    /// let jwt = Jwt::oidc("https://login.example.com/realms/x")
    ///     .audience("https://api.example.com")
    ///     .algorithms([SigningAlgorithm::Rs256]);
    /// ```
    pub fn oidc(issuer: impl Into<String>) -> OidcIssuer {
        OidcIssuer::new(issuer.into())
    }

    /// The same from the environment: `OIDC_ISSUER` and `OIDC_AUDIENCE`.
    #[must_use]
    pub fn oidc_from_env() -> Self {
        Self::oidc_from_environment(Environment::System)
    }

    pub(crate) fn oidc_from_environment(environment: Environment) -> Self {
        let issuer = Setting::Variable { name: "OIDC_ISSUER", or: None };
        let audience = Setting::Variable { name: "OIDC_AUDIENCE", or: None };
        Self::declared(issuer, audience, Keys::Fetched(Box::default()), environment)
    }

    pub(super) fn fetching(issuer: String, audience: String) -> Self {
        let (issuer, audience) = (Setting::Given(issuer), Setting::Given(audience));
        Self::declared(issuer, audience, Keys::Fetched(Box::default()), Environment::System)
    }

    /// The algorithms that the issuer may sign with: a key of another one is ignored. Without it, all but those by a shared
    /// secret. RSA keys that name no algorithm, as those of Microsoft Entra ID, have the one for RSA in this list, and are
    /// ignored unless there is exactly one.
    #[must_use]
    pub fn algorithms(self, algorithms: impl IntoIterator<Item = SigningAlgorithm>) -> Self {
        let algorithms = algorithms.into_iter().collect();
        self.fetch("algorithms", |fetched| fetched.algorithms = Some(algorithms))
    }

    /// How long keys serve while there is no newer set: a day, where nothing is said. Then routes that need a token answer 503,
    /// since a key may have been withdrawn that nobody could tell us of.
    ///
    /// There is none while the issuer cannot be reached, or answers with an error, with something that cannot be read as a
    /// set, or with a set that nobody means (two keys of one `kid`, a secret, more than 64 keys): who cuts or garbles an
    /// answer on its way takes nobody's keys. A set that can be read is the issuer's word, whatever is in it. A key that is
    /// not in it verifies nothing from then on; if none is left, because it is empty or has only keys that cannot be used,
    /// routes that need a token answer 503 at once, and the issuer is asked again after 5 s, and then ever less often. To keep
    /// the old keys would let a key verify that was withdrawn because it leaked; an issuer that merely rotates keeps the old
    /// one in its set for a while (OpenID Connect Core, 10.1.1).
    #[must_use]
    pub fn known_keys_for(self, time: Duration) -> Self {
        self.fetch("known_keys_for", |fetched| fetched.known_for = time)
    }

    /// The certificates, in PEM, of the authority that vouches for this issuer's server, in place of those that the system
    /// trusts.
    #[must_use]
    pub fn certificate_authority(self, source: KeySource) -> Self {
        self.fetch("certificate_authority", |fetched| fetched.authority = Some(source))
    }

    /// Takes an issuer on this machine, and plain `http` to it, in debug builds only. In a release build it changes nothing.
    #[must_use]
    pub fn loopback_in_debug(self) -> Self {
        self.fetch("loopback_in_debug", |fetched| fetched.loopback_in_debug = true)
    }

    pub(crate) fn allow_private_network(self, reason: &'static str) -> Self {
        self.fetch("private_network", |fetched| fetched.private_network = Some(reason))
    }

    fn fetch(mut self, method: &'static str, change: impl FnOnce(&mut OidcDeclaration)) -> Self {
        match &mut self.keys {
            Keys::Fetched(fetched) => change(fetched),
            _ => self.misused.push(method),
        }
        self
    }
}

impl JwtIssuer {
    /// The `aud` that tokens for this application carry. A token for somebody else is refused.
    pub fn audience(self, audience: impl Into<String>) -> JwtAudience {
        JwtAudience { issuer: self.issuer, audience: audience.into() }
    }
}

impl JwtAudience {
    /// The key that the issuer signs with.
    #[must_use]
    pub fn key(self, key: Key) -> Jwt {
        let (issuer, audience) = (Setting::Given(self.issuer), Setting::Given(self.audience));
        Jwt::declared(issuer, audience, Keys::Declared(vec![key]), Environment::System)
    }
}

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Setting::Given(issuer) | Setting::Variable { or: Some(issuer), .. }) = &self.issuer else {
            return f.write_str("Jwt(from the environment)");
        };
        f.debug_struct("Jwt").field("issuer", issuer).finish_non_exhaustive()
    }
}
