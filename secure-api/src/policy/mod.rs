//! What was declared about one route, as constants: written by `#[secure]`, read by everything that enforces.

use core::fmt;

#[allow(clippy::indexing_slicing, reason = "const fns cannot use `get`, and an index out of bounds does not compile")]
pub mod audit;
mod claims;
mod declared;
mod kind;
mod rate;
mod rate_text;
mod reasons;
#[allow(clippy::indexing_slicing, reason = "const fns cannot use `get`, and an index out of bounds does not compile")]
mod server_owned;
#[allow(clippy::indexing_slicing, reason = "const fns cannot use `get`, and an index out of bounds does not compile")]
mod shape;
#[allow(clippy::indexing_slicing, reason = "const fns cannot use `get`, and an index out of bounds does not compile")]
mod text;
#[allow(clippy::indexing_slicing, reason = "const fns cannot use `get`, and an index out of bounds does not compile")]
mod vocabulary;

pub use claims::ClaimSet;
pub use kind::Kind;
pub use rate::{Rate, RateKey};
pub use rate_text::RateError;
pub use reasons::{Reasons, Vouch};
pub use server_owned::ServerOwned;
pub use shape::{Field, IdInfo, Name, Shape};
pub use text::Text;
pub use vocabulary::{Holders, Roles, Scopes, Vocabulary};

/// The methods a route may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// `GET`, and `HEAD` with it.
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
}

impl Method {
    /// All of them, in the order in which `Allow` lists them.
    pub const ALL: [Method; 5] = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }

    /// Whether the method only reads (RFC 9110, 9.2.1).
    pub const fn is_safe(self) -> bool {
        matches!(self, Method::Get)
    }
}

/// How a caller proves who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// A signed token in `Authorization: Bearer`.
    Jwt,
}

/// A requirement over roles or over scopes.
#[derive(Clone, Copy, Debug)]
pub struct Requirement {
    /// The vocabulary the bits belong to.
    pub vocabulary: &'static Vocabulary,
    /// One bit an entry of the vocabulary.
    pub bits: u64,
    /// Whether all of them are needed, or any.
    pub all: bool,
}

impl Requirement {
    /// The names asked for.
    pub fn names(&self) -> Vec<&'static str> {
        self.vocabulary.names_of(self.bits).collect()
    }

    /// Whether someone who holds `held` meets the requirement. An empty requirement is met by nobody.
    pub const fn met_by(&self, held: u64) -> bool {
        if self.bits == 0 {
            return false;
        }
        if self.all { held & self.bits == self.bits } else { held & self.bits != 0 }
    }
}

/// Who may call a route.
#[derive(Clone, Copy, Debug)]
pub enum Access {
    /// Anyone, for the reason given.
    Public {
        /// Why nobody has to say who they are.
        reason: &'static str,
        /// A known caller is told apart from an unknown one by this scheme.
        optional: Option<Scheme>,
    },
    /// Callers who prove who they are and hold what is asked.
    Caller {
        /// How they prove it.
        scheme: Scheme,
        /// The roles asked for.
        role: Option<Requirement>,
        /// The scopes asked for.
        scope: Option<Requirement>,
    },
}

impl Access {
    /// Whether every request that reaches the handler has a caller.
    pub const fn has_caller(&self) -> bool {
        matches!(self, Access::Caller { .. })
    }

    /// The roles and the scopes asked for.
    pub(crate) const fn asked(&self) -> (Option<Requirement>, Option<Requirement>) {
        match self {
            Access::Public { .. } => (None, None),
            Access::Caller { role, scope, .. } => (*role, *scope),
        }
    }

    /// The scheme that reads a credential on this route, if one does.
    pub const fn scheme(&self) -> Option<Scheme> {
        match self {
            Access::Public { optional, .. } => *optional,
            Access::Caller { scheme, .. } => Some(*scheme),
        }
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Access::Public { reason, optional: None } => write!(f, "public: {reason}"),
            Access::Public { reason, optional: Some(_) } => write!(f, "public, a known caller told apart: {reason}"),
            Access::Caller { scheme: Scheme::Jwt, role, scope } => {
                f.write_str("jwt")?;
                role.map_or(Ok(()), |role| write!(f, " role {role}"))?;
                scope.map_or(Ok(()), |scope| write!(f, " scope {scope}"))
            }
        }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names().join(if self.all { " and " } else { " or " }))
    }
}

/// A path parameter that no object-level decision covers, and why.
#[derive(Clone, Copy, Debug)]
pub struct Excused {
    /// The name in the path pattern.
    pub param: &'static str,
    /// Why no decision is needed.
    pub reason: &'static str,
}

/// Everything that is declared about one route. Macros write it; nothing else makes one.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RoutePolicy {
    /// The method.
    pub method: Method,
    /// The pattern, as `/articles/{id}`.
    pub path: &'static str,
    /// The names in the pattern, from left to right.
    pub params: &'static [&'static str],
    /// The handler, as `articles::show`.
    pub handler: &'static str,
    /// The file the handler is in, as the compiler names it.
    pub file: &'static str,
    /// The line of the handler.
    pub line: u32,
    /// Who may call.
    pub access: Access,
    /// How often. Where none of them counts callers, the default limit of a caller applies as well.
    pub rates: &'static [Rate],
    /// The most bytes of a body.
    pub body_limit: u64,
    /// The time the handler has, in milliseconds.
    pub timeout_ms: u64,
    /// How many calls may run at once; 0 means no bound of its own.
    pub concurrency: u32,
    /// The parameters without an object-level decision.
    pub excused: &'static [Excused],
    /// Whether the rules that need types are asked where the handler stands, each with a message of its own.
    pub(crate) asked: bool,
    /// The fields that no client sets.
    pub server_owned: &'static ServerOwned,
    /// What a role in quotes is one of.
    pub(crate) roles: &'static Vocabulary,
    /// What a scope in quotes is one of.
    pub(crate) scopes: &'static Vocabulary,
}

/// The most elements that a page may be declared to have (C91).
pub const LONGEST_PAGE: u32 = 1000;
/// The most bytes a body has where a route declares nothing: 64 KiB (C87).
pub const DEFAULT_BODY_LIMIT: u64 = 64 * 1024;
/// The time a handler has where a route declares nothing: 10 s.
pub const DEFAULT_TIMEOUT_MS: u64 = 10_000;
