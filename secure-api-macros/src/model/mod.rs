//! A policy that cannot be wrong: what the checks leave.

use proc_macro2::{Ident, Span};
use syn::{LitStr, Path};

use crate::parse::{CountedBy, Pattern};

/// The methods that have a route attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    pub(crate) const ALL: [Method; 5] = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];

    /// The name of the attribute.
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Method::Get => "get",
            Method::Post => "post",
            Method::Put => "put",
            Method::Patch => "patch",
            Method::Delete => "delete",
        }
    }
}

/// Where a handler is found.
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) pattern: Pattern,
    /// The literal, for messages on it.
    pub(crate) literal: LitStr,
}

/// Who may call, how often and how much.
pub(crate) struct Policy {
    pub(crate) access: Access,
    pub(crate) rates: Vec<Rate>,
    pub(crate) body: Option<Bound>,
    pub(crate) timeout_ms: Option<u64>,
    pub(crate) concurrency: Option<u32>,
    pub(crate) excused: Vec<Excuse>,
}

pub(crate) enum Access {
    Public { reason: String, optional: bool },
    Caller { role: Option<Requirement>, scope: Option<Requirement> },
}

/// Who sees a field. Neither role nor scope is nobody.
pub(crate) struct Audience {
    pub(crate) role: Option<Requirement>,
    pub(crate) scope: Option<Requirement>,
}

/// Roles or scopes, of which any or all are needed.
pub(crate) struct Requirement {
    pub(crate) all: bool,
    pub(crate) names: Names,
}

pub(crate) enum Names {
    Texts(Vec<LitStr>),
    Paths(Vec<Path>),
}

pub(crate) enum Rate {
    Written { count: u32, window_s: u32, burst: u32, per: CountedBy, at: Span },
    Named(Path),
}

/// The most bytes of a body, and where that is written.
pub(crate) struct Bound {
    pub(crate) bytes: u64,
    pub(crate) at: Span,
}

/// A parameter that no object-level decision covers.
pub(crate) struct Excuse {
    pub(crate) param: Ident,
    pub(crate) reason: String,
}
