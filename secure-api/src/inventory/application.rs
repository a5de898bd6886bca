//! What holds for all routes of an application.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Limit;

/// What holds for all routes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Application {
    /// The roles, in the order of their declaration.
    pub roles: Vec<Word>,
    /// The scopes, likewise.
    pub scopes: Vec<Word>,
    /// Who signs tokens, in the order of their declaration.
    pub issuers: Vec<Issuer>,
    /// How many requests an address has before anyone is identified; `None` where what is declared is no rate, with which
    /// nothing is built.
    pub source_rate: Option<Limit>,
    /// What a caller may call in all, over the routes that declare no limit of a caller.
    pub caller_rate: Limit,
    /// Pages of which origins may read answers; `None` where none may.
    pub cors: Option<Cors>,
    /// The proxies that are believed when they name their client.
    pub proxies: Option<Proxies>,
    /// The store that roles come from, in place of tokens.
    pub stored_roles: Option<StoredRoles>,
    /// Tokens that may be revoked before they expire; `None` where none can be.
    pub revocations: Option<Revoked>,
    /// A router behind this one, which nobody has verified.
    pub adopted: Option<Adopted>,
    /// What was lowered by a call of `danger`.
    pub dangers: Vec<OptOut>,
    /// What the application says of fields that no client sets.
    pub server_owned: ServerOwned,
}

/// A role or a scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Word {
    /// Its name in a token.
    pub name: String,
    /// What its holder has as well, by inclusion.
    pub includes: Vec<String>,
    /// Others of which its holder has none.
    pub excludes: Vec<String>,
    /// Of a scope: the role without which it counts for nothing.
    pub needs_role: Option<String>,
}

/// One issuer of tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Issuer {
    /// The exact `iss`.
    pub issuer: Setting,
    /// The exact `aud`.
    pub audience: Setting,
    /// Where its keys come from.
    pub keys: Keys,
    /// The algorithms that it may sign with; `None` where each key names its own.
    pub algorithms: Option<Vec<String>>,
    /// Whether it is held to the profile of RFC 9068.
    pub profile_rfc9068: bool,
    /// Whether `client_id` stands for the audience.
    pub audience_in_client_id: bool,
    /// How far its clock may be off, in seconds.
    pub leeway_s: u64,
    /// How long keys that were fetched are used while the issuer does not answer, in seconds; `None` where none are fetched.
    pub known_keys_s: Option<u64>,
    /// How its claims become roles and scopes.
    pub grants: Vec<Grant>,
}

/// A text that is given, or that the environment gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Setting {
    /// What the program says: the text itself, or that for where the variable is not set.
    pub value: Option<String>,
    /// The variable that it is read from.
    pub variable: Option<String>,
    /// What it is in this environment, which is no part of the application.
    #[serde(skip)]
    pub(crate) here: Option<String>,
}

/// Where the keys of an issuer come from. No key is in it, and no path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Keys {
    /// Named in the program, one by one, with their algorithms.
    Declared,
    /// From `JWT_SECRET` or `JWT_JWKS`.
    Environment,
    /// From the environment, or a random one in a debug build.
    EnvironmentOrDevelopment,
    /// From the issuer, over the network.
    Fetched,
}

/// One place in the claims of an issuer, and what the names there mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Grant {
    /// Whether roles stand there, or scopes.
    pub kind: GrantKind,
    /// The claim by its path, name by name; empty for the usual ones.
    pub claim: Vec<String>,
    /// What a name has to begin with.
    pub prefix: String,
    /// Whether the names of the application count as they are.
    pub same_names: bool,
    /// What other names mean.
    pub names: BTreeMap<String, Vec<String>>,
}

/// What a claim grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GrantKind {
    /// Roles.
    Role,
    /// Scopes.
    Scope,
}

/// Cross-origin requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Cors {
    /// The origins, sorted.
    pub origins: Vec<String>,
    /// The request headers that pages may send.
    pub headers: Vec<String>,
    /// Whether pages may send cookies.
    pub credentials: bool,
    /// How long a browser keeps the answer of a preflight, in seconds.
    pub max_age_s: u64,
}

/// The proxies that are believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Proxies {
    /// Their networks, sorted.
    pub networks: Vec<String>,
    /// The field that they write: `X-Forwarded-For` or `Forwarded`.
    pub header: String,
}

/// The store of roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StoredRoles {
    /// How long what it says is believed, in milliseconds.
    pub max_age_ms: u64,
}

/// How tokens are revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Revoked {
    /// The longest life of a token, in seconds: one that lives longer is refused.
    pub longest_life_s: u64,
}

/// A router whose routes nobody has verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Adopted {
    /// Why it is there.
    pub reason: String,
    /// Which of its routes are let through.
    pub routes: AdoptedRoutes,
}

/// Which routes of an adopted router are let through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AdoptedRoutes {
    /// All that it has.
    All,
    /// These, sorted, as `GET /articles/{id}`.
    Listed(Vec<String>),
}

/// Something that was lowered, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OptOut {
    /// What.
    pub what: String,
    /// Why.
    pub reason: String,
}

/// What the application says of fields that no client sets, beyond the common names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ServerOwned {
    /// Further names.
    pub more: Vec<String>,
    /// Common names that a client may send here, and why.
    pub fewer: Vec<OptOut>,
}
