//! An extractor of the application's own, with a written reason.

use core::fmt;
use core::ops::Deref;
use std::net::IpAddr;

use http::HeaderMap;
use http::header::{AUTHORIZATION, HeaderName, PROXY_AUTHORIZATION};

use crate::identify::Caller;
use crate::policy::{Method, Reasons, Vouch};
use crate::respond::{Problem, Refusal};

use super::{ArgInfo, Cx, Extract, SecureArg, Step};

/// What the application itself takes from a request: an argument `Extracted<T>`.
///
/// ```
/// use secure_api::handle::{Extractor, View};
/// use secure_api::prelude::*;
///
/// struct Language(Text<2, 5>);
///
/// impl Extractor for Language {
///     const WHAT: &'static str = "the language in Accept-Language";
///     const REASON: &'static str = "it picks a translation, and is bounded";
///     fn extract(view: &View<'_>) -> Result<Self, Problem> {
///         let named = view.header("accept-language").unwrap_or("en");
///         named.try_into().map(Language).map_err(|_| Problem::new(StatusCode::BAD_REQUEST))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "nothing says how `{Self}` is taken from a request",
    label = "not an extractor",
    note = "write `impl Extractor for {Self}`: `const WHAT` is what it takes, `const REASON` why that is safe, `fn extract(view: &View<'_>)` takes it",
    note = "an extractor of another crate is taken as `Vouched<T, Reason>`",
    note = "rule: SA0243 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0243/"
)]
pub trait Extractor: Sized + Send {
    /// What it takes of the request, for the policy report: `the tenant in X-Tenant`.
    const WHAT: &'static str;
    /// Why that is safe, for the policy report.
    const REASON: &'static str;
    /// Takes it.
    ///
    /// # Errors
    /// Where the request does not have it.
    fn extract(view: &View<'_>) -> Result<Self, Problem>;
}

/// What an extractor of the application's own made. Reads as that.
#[derive(Clone)]
pub struct Extracted<T> {
    value: T,
}

impl<T> Extracted<T> {
    /// Holds a value, as in a test of a handler.
    pub fn new(value: T) -> Self {
        Self { value }
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for Extracted<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// What a client sent stays out of logs.
impl<T> fmt::Debug for Extracted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extracted").finish_non_exhaustive()
    }
}

/// What an extractor sees of a request: no body, no query, no credential, and none of the path that could be an id.
pub struct View<'r> {
    headers: &'r HeaderMap,
    caller: &'r Caller,
    client: IpAddr,
    request_id: &'r str,
    method: Method,
    route: &'static str,
}

impl View<'_> {
    /// A header that stands there once and is visible ASCII. Of two lines, nobody knows who wrote which.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        if name == AUTHORIZATION || name == PROXY_AUTHORIZATION {
            return None;
        }
        let mut lines = self.headers.get_all(name).iter();
        let line = lines.next().filter(|_| lines.next().is_none())?;
        line.to_str().ok()
    }

    /// Who calls.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        self.caller
    }

    /// The address of the client, behind trusted proxies as well.
    #[must_use]
    pub fn client(&self) -> IpAddr {
        self.client
    }

    /// The id of the request, which the answer and the log have too.
    #[must_use]
    pub fn request_id(&self) -> &str {
        self.request_id
    }

    /// The method of the route.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// The pattern of the route, as `/articles/{id}`.
    #[must_use]
    pub fn route(&self) -> &'static str {
        self.route
    }
}

/// The route alone: headers may hold secrets.
impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View").field("route", &self.route).finish_non_exhaustive()
    }
}

impl<T: Extractor> SecureArg for Extracted<T> {
    const INFO: ArgInfo = ArgInfo {
        reasons: &Reasons { own: &[Vouch { what: T::WHAT, reason: T::REASON }], inner: &[] },
        ..ArgInfo::NOTHING
    };
}

impl<S: Send + Sync, T: Extractor> Extract<S> for Extracted<T> {
    const STEP: Step = Step::Context;
    async fn extract(cx: &mut Cx<S>) -> Result<Self, Refusal> {
        let view = View {
            headers: &cx.parts.headers,
            caller: &cx.caller,
            client: cx.client,
            request_id: cx.request_id.as_str(),
            method: cx.policy.method,
            route: cx.policy.path,
        };
        Ok(Self::new(T::extract(&view)?))
    }
}
