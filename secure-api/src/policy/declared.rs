//! A policy as an expansion writes it: a route, and what is declared about it, one word after the other.

use core::panic::Location;

use crate::__private::requirement;
use crate::api::NamesAtRoot;

use super::{
    Access, DEFAULT_BODY_LIMIT, DEFAULT_TIMEOUT_MS, Excused, Method, Rate, Requirement, RoutePolicy, Scheme,
    ServerOwned, Vocabulary,
};

macro_rules! routes_by_method {
    ($($(#[$doc:meta])* $name:ident $method:ident)*) => {$(
        $(#[$doc])*
        #[track_caller]
        pub const fn $name(path: &'static str, params: &'static [&'static str]) -> Self {
            Self::at(Method::$method, path, params)
        }
    )*};
}

/// Says nothing that is not checked once more where the route is mounted.
#[doc(hidden)]
impl RoutePolicy {
    routes_by_method! {
        /// A `GET` that nobody may call yet.
        get Get
        /// A `POST` that nobody may call yet.
        post Post
        /// A `PUT` that nobody may call yet.
        put Put
        /// A `PATCH` that nobody may call yet.
        patch Patch
        /// A `DELETE` that nobody may call yet.
        delete Delete
    }

    /// In the caller's file and line.
    #[track_caller]
    const fn at(method: Method, path: &'static str, params: &'static [&'static str]) -> Self {
        let place = Location::caller();
        Self {
            method,
            path,
            params,
            handler: "",
            file: place.file(),
            line: place.line(),
            // Without a reason, which no audit lets pass.
            access: Access::Public { reason: "", optional: None },
            rates: &[],
            body_limit: DEFAULT_BODY_LIMIT,
            timeout_ms: DEFAULT_TIMEOUT_MS,
            concurrency: 0,
            excused: &[],
            server_owned: ServerOwned::COMMON,
            roles: &Vocabulary::EMPTY,
            scopes: &Vocabulary::EMPTY,
            asked: false,
        }
    }

    /// The name of the handler, as `articles::show`. The rules that need types are asked where it stands.
    #[must_use]
    pub const fn handler(self, handler: &'static str) -> Self {
        Self { handler, asked: true, ..self }
    }

    /// The name of a generic handler. The rules that need types are asked where a list names them.
    #[must_use]
    pub const fn generic(self, handler: &'static str) -> Self {
        Self { handler, ..self }
    }

    /// What the root of the application's crate declares: what its names mean, and the fields that no client sets.
    #[must_use]
    pub const fn at_root(self, found: NamesAtRoot) -> Self {
        Self { roles: found.roles, scopes: found.scopes, server_owned: found.server_owned, ..self }
    }

    /// For callers with a token.
    #[must_use]
    pub const fn jwt(self) -> Self {
        Self { access: Access::Caller { scheme: Scheme::Jwt, role: None, scope: None }, ..self }
    }

    /// Who hold this role.
    #[must_use]
    pub const fn role(self, needed: Requirement) -> Self {
        match self.access {
            Access::Caller { scheme, scope, .. } => {
                Self { access: Access::Caller { scheme, role: Some(needed), scope }, ..self }
            }
            Access::Public { .. } => self,
        }
    }

    /// Who hold these roles, or any of them, by their names.
    #[must_use]
    pub const fn role_named(self, all: bool, names: &[&str]) -> Self {
        self.role(requirement(self.roles, names, all))
    }

    /// Who hold these scopes, or any of them, by their names.
    #[must_use]
    pub const fn scope_named(self, all: bool, names: &[&str]) -> Self {
        self.scope(requirement(self.scopes, names, all))
    }

    /// Who hold this scope.
    #[must_use]
    pub const fn scope(self, needed: Requirement) -> Self {
        match self.access {
            Access::Caller { scheme, role, .. } => {
                Self { access: Access::Caller { scheme, role, scope: Some(needed) }, ..self }
            }
            Access::Public { .. } => self,
        }
    }

    /// For anyone.
    #[must_use]
    pub const fn public(self, reason: &'static str) -> Self {
        Self { access: Access::Public { reason, optional: None }, ..self }
    }

    /// For anyone; a known caller is told apart by its token.
    #[must_use]
    pub const fn public_or_jwt(self, reason: &'static str) -> Self {
        Self { access: Access::Public { reason, optional: Some(Scheme::Jwt) }, ..self }
    }

    /// How often.
    #[must_use]
    pub const fn rates(self, rates: &'static [Rate]) -> Self {
        Self { rates, ..self }
    }

    /// The most bytes of a body.
    #[must_use]
    pub const fn body(self, body_limit: u64) -> Self {
        Self { body_limit, ..self }
    }

    /// The time the handler has, in milliseconds.
    #[must_use]
    pub const fn timeout(self, timeout_ms: u64) -> Self {
        Self { timeout_ms, ..self }
    }

    /// How many calls may run at once.
    #[must_use]
    pub const fn concurrency(self, concurrency: u32) -> Self {
        Self { concurrency, ..self }
    }

    /// The parameters without a decision.
    #[must_use]
    pub const fn excused(self, excused: &'static [Excused]) -> Self {
        Self { excused, ..self }
    }
}

#[doc(hidden)]
impl Rate {
    /// So many in a window of so many seconds; a `burst` of 0 is none.
    pub const fn new(count: u32, window_s: u32, burst: u32, key: super::RateKey) -> Self {
        Self { count, window_s, burst, key }
    }
}

#[doc(hidden)]
impl Excused {
    /// A parameter, and why nobody decides on it.
    pub const fn new(param: &'static str, reason: &'static str) -> Self {
        Self { param, reason }
    }
}
