//! What an application is made of, and the faults of all of it at once.

mod callers;

use core::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::identify::{IgnoredGrants, Jwt, Known, Revocations, RoleCache};
use crate::limit::{DEFAULT_CAPACITY, DEFAULT_TOKENS, Limit, SourceLimit};
use crate::observe;
use crate::openapi::OpenApi;
use crate::pipeline::Pipeline;
use crate::policy::RoutePolicy;
use crate::policy::audit::says_why;
use crate::provide::clock::{Clock, SystemClock};
use crate::request::{ForwardedHeader, TrustedProxies};
use crate::respond::{Cors, Mounts};
use crate::serve::{self, Doors};

use super::adopt::Adopted;
use super::attacked::Attacked;
use super::development::announce;
use super::guarded::Guarded;
use super::router::Router;
use super::running::started;
use super::settle::{self, is_prefix, source_rate, verifier, vocabulary};
use super::{App, Endpoint, Error, Faults, NamesAtRoot, Routes, Running, ungranted};

/// Requests of an address a minute before anyone is identified, where the application declares nothing.
const DEFAULT_SOURCE_RATE: &str = "600/min per address";

/// An application: the only router, which lends no other.
#[must_use = "an application does nothing until it is served or built"]
pub struct Api<S> {
    state: S,
    pub(super) issuers: Vec<Jwt>,
    pub(super) roles: Option<RoleCache>,
    pub(super) revocations: Option<Revocations>,
    ignored: IgnoredGrants,
    pub(super) endpoints: Vec<(String, Endpoint<S>)>,
    pub(super) names: Vec<NamesAtRoot>,
    pub(super) source_rate: String,
    remembered_tokens: usize,
    pub(super) cors: Option<Cors>,
    pub(super) proxies: Option<Arc<TrustedProxies>>,
    pub(super) adopted: Option<Adopted>,
    clock: Arc<dyn Clock>,
    pub(super) plain_http: Option<&'static str>,
    pub(super) lock: Option<&'static str>,
    pub(super) attacked: Option<Attacked>,
    pub(super) about: Option<OpenApi>,
    pub(super) faults: Faults,
}

impl<S: Clone + Send + Sync + 'static> Api<S> {
    /// An application with this state and no routes.
    pub fn new(state: S) -> Self {
        Self {
            state,
            issuers: Vec::new(),
            roles: None,
            revocations: None,
            ignored: IgnoredGrants::new(),
            endpoints: Vec::new(),
            names: Vec::new(),
            source_rate: DEFAULT_SOURCE_RATE.to_owned(),
            remembered_tokens: DEFAULT_TOKENS,
            cors: None,
            proxies: None,
            adopted: None,
            clock: Arc::new(SystemClock::new()),
            plain_http: None,
            lock: None,
            attacked: None,
            about: None,
            faults: Faults::default(),
        }
    }

    /// Adds routes.
    pub fn mount(mut self, routes: Routes<S>) -> Self {
        self.names.extend(routes.names);
        self.endpoints.extend(routes.endpoints.into_iter().map(|endpoint| (endpoint.policy.path.to_owned(), endpoint)));
        self
    }

    /// Adds routes under a prefix, as `/v1`: a literal path without a slash at its end.
    pub fn mount_at(mut self, prefix: &str, routes: Routes<S>) -> Self {
        if !is_prefix(prefix) {
            self.faults.push(
                format!("`{}` is not a prefix", prefix.escape_debug()),
                "write segments of letters, digits, `-`, `.` and `_`, as `/v1` or `/api/v1`",
            );
        }
        self.names.extend(routes.names);
        let prefix: Arc<str> = prefix.into();
        for mut endpoint in routes.endpoints {
            endpoint.prefix = Arc::clone(&prefix);
            let path = if endpoint.policy.path == "/" {
                prefix.to_string()
            } else {
                format!("{prefix}{}", endpoint.policy.path)
            };
            self.endpoints.push((path, endpoint));
        }
        self
    }

    /// Lets pages of declared origins read answers. Without it, none can.
    pub fn cors(mut self, cors: Cors) -> Self {
        self.cors = Some(cors);
        self
    }

    /// How many requests an address has before anyone is identified, as `"600/min"` (the default). Requests of
    /// callers who turn out to be known are given back.
    pub fn source_rate(mut self, rate: impl Into<String>) -> Self {
        self.source_rate = rate.into();
        self
    }

    /// Takes the client's address from the header that proxies in these networks write, as `["10.0.0.0/8"]`, and plain
    /// HTTP from them as terminated TLS.
    pub fn trust_proxies<I>(mut self, networks: I, header: ForwardedHeader) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        self.proxies = Some(Arc::new(TrustedProxies::new(networks, header, &mut self.faults)));
        self
    }

    /// Puts an existing router behind this one: what no route of ours has, by path and method, goes there, with our
    /// headers and our limit an address. Its errors get our problem bodies, except for JSON of a 4xx, which stays. Bodies are
    /// bounded by 2 MiB, and an answer begins within 30 s. Pages of which origins may read its answers says
    /// [`cors`](Self::cors) alone. Nothing in it is verified, which the report says.
    ///
    /// A router cannot be asked which routes it has. The log names each the first time that it is used
    /// (`adopted_route`, 1,024 of them at the most): [`adopt_only`](Self::adopt_only) takes them as a list.
    pub fn adopt(self, legacy: axum::Router, reason: &'static str) -> Self {
        self.adopted(Adopted::open(legacy, reason), reason)
    }

    /// As [`adopt`](Self::adopt), for these routes of the router alone, as `["GET /articles/{id}"]`: method and path as it has
    /// them, where a `GET` answers `HEAD` as well. The report has a line `unverified: GET /articles/{id}: ..` for each, and one
    /// that a route of ours has taken over is a fault, so that their number falls with every handler that moves.
    ///
    /// One that the router does not have is a fault as well: it is asked for each when the application is built, up to where a
    /// handler would be called. What is not listed is not there for clients, and the log names it the first time that it is
    /// asked for (`unlisted_route`, 1,024 of them at the most).
    ///
    /// What a router has without a path of its own, a service that it nests or a fallback of a router inside of it, cannot be
    /// listed: give it routes, or adopt all of the router.
    pub fn adopt_only<'r>(
        mut self,
        legacy: axum::Router,
        routes: impl IntoIterator<Item = &'r str>,
        reason: &'static str,
    ) -> Self {
        let routes: Vec<&str> = routes.into_iter().collect();
        if routes.is_empty() {
            self.faults
                .push("a router is adopted for none of its routes", "remove `.adopt_only(..)`: all of it has moved");
        }
        let adopted = Adopted::listed(legacy, &routes, reason, &mut self.faults);
        self.adopted(adopted, reason)
    }

    fn adopted(mut self, adopted: Adopted, reason: &'static str) -> Self {
        if !says_why(reason) {
            self.faults.push(
                format!("`{}` is no reason for adopting a router", reason.escape_debug()),
                "say in a few words what it is and until when it stays",
            );
        }
        if self.adopted.replace(adopted).is_some() {
            self.faults.push("two routers are adopted", "merge them: `first.merge(second)`");
        }
        self
    }

    /// Tells the time by another clock.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Checks the whole configuration and makes the service. Where keys of an issuer are fetched, that begins here, and needs
    /// a runtime of tokio; what is wrong with them is told to the log, and requests that need them get 503 meanwhile.
    ///
    /// # Errors
    /// Every fault there is, in one error.
    pub fn build(self) -> Result<App<S>, Error> {
        let app = self.checked(None)?;
        app.tell_of_ungranted();
        Ok(app)
    }

    /// Checks everything, and where it is to be served as well.
    fn checked(mut self, addr: Option<&str>) -> Result<App<S>, Error> {
        let (inventory, mut faults) = (self.inventory(), core::mem::take(&mut self.faults));
        self.check_lock(&inventory, &mut faults);
        let published = self.published(&inventory, &mut faults);
        let answerer = self.answerer(&inventory, &mut faults);
        if cfg!(panic = "abort") {
            faults.push(
                "the profile sets `panic = \"abort\"`: one panic in a handler would end every request there is",
                "remove `panic = \"abort\"` from the profile in Cargo.toml",
            );
        }
        let policies: Vec<&'static RoutePolicy> = self.endpoints.iter().map(|(_, endpoint)| endpoint.policy).collect();
        let limited = || self.endpoints.iter().flat_map(|(_, endpoint)| endpoint.answer.limited());
        let roles = vocabulary(&policies, limited(), "role", |role, _| role, &mut faults);
        let scopes = vocabulary(&policies, limited(), "scope", |_, scope| scope, &mut faults);
        let roles = settle::roles(roles, scopes, &mut faults);
        let stored = self.roles.as_ref();
        let stored_roles = settle::stored_roles(stored, !self.issuers.is_empty(), roles, &mut faults);
        // A rule or a handler may ask for what no route does.
        let roles = roles.or_else(|| settle::at_root(&self.names, |names| names.roles));
        let scopes = scopes.or_else(|| settle::at_root(&self.names, |names| names.scopes));
        if let Some(revocations) = &self.revocations {
            revocations.check(!self.issuers.is_empty(), &mut faults);
        }
        let known = Known { roles, scopes, stored_roles, revocations: self.revocations, ignored: self.ignored };
        let verifier = verifier(self.issuers, &policies, &known, &mut faults);
        let mut further: Vec<String> = stored.map(RoleCache::sentence).into_iter().collect();
        further.extend(known.revocations.as_ref().map(Revocations::sentence));
        let ungranted: Vec<String> =
            verifier.iter().flat_map(|verifier| ungranted::lines(verifier, &policies, limited())).collect();
        further.extend(ungranted.iter().map(|what| format!("ungranted: {what}")));
        if let Some(stored) = stored {
            stored.count_in(&known.ignored);
        }
        if let Some(cors) = &self.cors {
            cors.check(cfg!(secure_api_development), &mut faults);
        }
        let source = source_rate(&self.source_rate, &mut faults);
        let tokens = self.remembered_tokens;
        further.extend(settle::remembered_tokens(tokens, &mut faults));
        if let Some(addr) = addr {
            let tls_elsewhere = self.proxies.is_some() || self.plain_http.is_some();
            super::bind::check(addr, tls_elsewhere, verifier.as_ref(), &mut faults);
        }
        #[cfg(feature = "oidc")]
        {
            settle::fetching(verifier.as_ref(), &mut faults);
            further.extend(verifier.iter().flat_map(|verifier| verifier.lines()));
        }
        let report = super::report::lines(&self.endpoints, self.adopted.as_ref(), self.plain_http, further);
        if let Some(adopted) = &self.adopted {
            let ours = self.endpoints.iter();
            let ours = ours.map(|(path, endpoint)| (path.as_str(), endpoint.policy.method, endpoint.policy.handler));
            adopted.check(ours, &mut faults);
        }
        let samples = super::report::samples(&self.endpoints);
        let doors = Doors::new(self.proxies.clone(), self.plain_http.is_some());
        let mut mounts = Mounts::of(published, answerer);
        for (_, endpoint) in &self.endpoints {
            mounts.add(endpoint.policy, &endpoint.prefix);
        }
        let default = Limit::default_caller(DEFAULT_CAPACITY);
        let router = Router::new(self.endpoints, |path, endpoint| Guarded::new(path, endpoint, &default), &mut faults);
        if !faults.is_empty() {
            return Err(Error::Configuration(faults));
        }
        if let Some(revocations) = &known.revocations {
            revocations.tell_time_by(&self.clock);
        }
        #[cfg(feature = "oidc")]
        let verifier = verifier.map(|mut verifier| {
            verifier.start(&self.clock);
            verifier
        });
        let pipeline = Pipeline::new(
            self.state,
            router,
            mounts,
            verifier,
            self.roles,
            SourceLimit::new(&source, DEFAULT_CAPACITY, tokens),
            self.proxies,
            self.cors,
            self.adopted,
            self.clock,
        );
        Ok(App::new(pipeline, doors, report, ungranted, inventory, samples))
    }

    /// Serves on an address, as `"127.0.0.1:3000"`, until SIGTERM or Ctrl-C. Keys of issuers are fetched before.
    ///
    /// # Errors
    /// Every fault of the configuration, before the address is bound; an address that cannot be bound; and those of
    /// [`Running::wait`].
    pub async fn serve(self, addr: &str) -> Result<(), Error> {
        observe::install_default();
        let bound = async {
            let app = ready(self.checked(Some(addr))?).await?;
            // The system's own text does not say which address.
            let named = |error: io::Error| io::Error::new(error.kind(), format!("`{}`: {error}", addr.escape_debug()));
            run(app, TcpListener::bind(addr).await.map_err(named)?)
        };
        started(bound.await).await?.wait().await
    }

    /// Serves on a listener that is bound already, and returns with the bound address once keys of issuers were fetched.
    ///
    /// # Errors
    /// Every fault of the configuration, and a listener that does not know its address.
    pub async fn serve_on(self, listener: TcpListener) -> Result<Running, Error> {
        observe::install_default();
        let served = async {
            let app = ready(self.checked(Some(&listener.local_addr()?.to_string()))?).await?;
            run(app, listener)
        };
        started(served.await).await
    }
}

impl<S> Api<S> {
    pub(crate) fn allow_plain_http(&mut self, reason: &'static str) {
        if !says_why(reason) {
            self.faults.push("plain HTTP to other machines is allowed without a reason", "say what protects the wire");
        }
        self.plain_http = Some(reason);
    }
}

impl<S> fmt::Debug for Api<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").field("endpoints", &self.endpoints.len()).finish_non_exhaustive()
    }
}

/// Once the keys of every issuer are there, or were asked for. What is wrong with them and will stay so is a fault of the
/// configuration; an issuer that is merely out of reach is waited for while everything else is served.
async fn ready<S: Clone + Send + Sync + 'static>(app: App<S>) -> Result<App<S>, Error> {
    #[cfg(feature = "oidc")]
    {
        let mut faults = Faults::default();
        app.pipeline().first_keys(&mut faults).await;
        if !faults.is_empty() {
            return Err(Error::Configuration(faults));
        }
    }
    Ok(app)
}

fn run<S: Clone + Send + Sync + 'static>(app: App<S>, listener: TcpListener) -> Result<Running, Error> {
    app.tell_of_ungranted();
    let addr: SocketAddr = listener.local_addr()?;
    announce(&app, addr);
    let (stop, stopped) = oneshot::channel();
    let until = async move {
        tokio::select! {
            _ = stopped => {}
            () = serve::signals() => {}
        }
    };
    let doors = app.doors().clone();
    let served = tokio::spawn(serve::run(listener, app, serve::Bounds::default(), doors, until));
    Ok(Running { addr, stop, served })
}
