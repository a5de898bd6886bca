//! What the inventory says of the application as a whole.

use crate::handle::ArgInfo;
use crate::identify::{Revocations, RoleCache, RoleMap};
use crate::inventory::{
    Adopted, AdoptedRoutes, Application, Inventory, OptOut, ServerOwned, StoredRoles, limit, vocabulary,
};
use crate::limit::DEFAULT_CALLER_RATE;
use crate::lock;
use crate::openapi::{OpenApi, Published};
use crate::policy::{Method, Rate, RateKey, RoutePolicy, Vocabulary};
use crate::secret::KeySource;

use super::attacked::{self, Answerer, Attacked};
use super::settle::{self, at_root};
use super::{Api, Faults, NamesAtRoot};

impl<S: Clone + Send + Sync + 'static> Api<S> {
    /// What the application does, before it is built: every route with its policy, every type, every reason that was given for
    /// less. It needs no runtime and asks nothing of the network.
    ///
    /// What is wrong with the application is not said here: [`build`](Self::build) does.
    #[must_use]
    pub fn inventory(&self) -> Inventory {
        let mounted = self.endpoints.iter().map(|(path, endpoint)| endpoint.mounted(path)).collect();
        Inventory::of(self.application(), mounted)
    }

    /// Refuses to start where the application is not what its `security.lock` says:
    /// `.locked(include_str!("../security.lock"))`. Every difference is a fault. [`lock`](crate::lock) says what the file is.
    ///
    /// What the environment sets by [`Jwt::from_env`](crate::identify::Jwt::from_env) is in the file by the names of its variables;
    /// what the application itself takes from there, as an origin for [`cors`](Self::cors), is a difference.
    pub fn locked(mut self, file: &'static str) -> Self {
        self.lock = Some(file);
        self
    }

    /// Lets whoever knows the secret attack this deployment by this lock file: of a staging system, and of no other.
    ///
    /// It mounts `GET /.well-known/secure-api-attack`, public and limited an address, which answers a nonce with the hash of
    /// the lock file and a proof that only the secret makes. A campaign (`Attack::at` of `secure-api-testing`) asks it before
    /// anything else, and sends nothing more where the answer is not the one that it expects.
    ///
    /// ```no_run
    /// # use secure_api::prelude::*;
    /// # use secure_api::secret::KeySource;
    /// # fn api() -> Api<()> { Api::new(()) }
    /// # const STAGING: &str = "";
    /// // const STAGING: &str = include_str!("../staging.lock");
    /// let staging = api().answer_attacks(STAGING, KeySource::env("ATTACK_SECRET"));
    /// ```
    /// The route is in the inventory, in the report and in the lock like any other, so that such a deployment has a lock file of
    /// its own. The application does not start where the file is not its own, as with [`locked`](Self::locked), nor where the
    /// secret is shorter than 32 bytes or can be guessed.
    pub fn answer_attacks(mut self, lock: impl Into<String>, secret: KeySource) -> Self {
        if self.attacked.replace(Attacked::new(lock.into(), secret)).is_some() {
            self.faults.push("attacks are answered twice", "keep one `.answer_attacks(..)`");
            return self;
        }
        let route = attacked::routes().endpoints;
        self.endpoints.extend(route.into_iter().map(|endpoint| (endpoint.policy.path.to_owned(), endpoint)));
        self
    }

    /// Who answers attacks, where somebody does, and the lock file is the application's.
    pub(super) fn answerer(&self, inventory: &Inventory, faults: &mut Faults) -> Option<Answerer> {
        let attacked = self.attacked.as_ref()?;
        lock::check(&attacked.lock, inventory, faults);
        attacked.answerer(faults)
    }

    /// Describes the application as OpenAPI 3.1 has it, for routes that serve it: [`openapi`](crate::openapi) shows one.
    pub fn openapi(mut self, about: OpenApi) -> Self {
        self.about = Some(about);
        self
    }

    /// The document, where there is one. A route that serves it needs it.
    pub(super) fn published(&self, inventory: &Inventory, faults: &mut Faults) -> Published {
        let taking = |what: fn(&ArgInfo) -> bool| {
            self.endpoints.iter().filter(move |(_, endpoint)| endpoint.args.iter().any(what))
        };
        for (path, endpoint) in taking(|arg| arg.page).filter(|(_, endpoint)| endpoint.policy.method != Method::Get) {
            faults.push(
                format!("`{} {path}` serves a page", endpoint.policy.method.as_str()),
                "write `#[get(..)]` on it: browsers ask for a page by `GET`",
            );
        }
        match (&self.about, taking(|arg| arg.document).next()) {
            (Some(about), _) => Published::of(inventory, about, taking(|arg| arg.page).next().is_some()),
            (None, None) => Published::default(),
            (None, Some((path, _))) => {
                faults.push(
                    format!("`{path}` serves the document of the application, which has none"),
                    "write `.openapi(OpenApi::new(\"Articles\", \"1.0.0\"))`",
                );
                Published::default()
            }
        }
    }

    pub(super) fn check_lock(&self, inventory: &Inventory, faults: &mut Faults) {
        if let Some(file) = self.lock {
            lock::check(file, inventory, faults);
        }
    }

    fn application(&self) -> Application {
        let (roles, scopes) = self.vocabularies();
        Application {
            roles: vocabulary(roles),
            scopes: vocabulary(scopes),
            issuers: self.issuers.iter().map(|issuer| issuer.described(self.default_role_map())).collect(),
            source_rate: Rate::parse(&self.source_rate).ok().map(|rate| limit(&Rate { key: RateKey::Address, ..rate })),
            caller_rate: limit(&DEFAULT_CALLER_RATE),
            cors: self.cors.as_ref().map(|cors| cors.described()),
            proxies: self.proxies.as_ref().map(|proxies| proxies.described()),
            stored_roles: self.roles.as_ref().map(stored_roles),
            revocations: self.revocations.as_ref().map(Revocations::described),
            adopted: self.adopted.as_ref().map(adopted),
            dangers: self.dangers(),
            server_owned: server_owned(&self.names),
        }
    }

    /// The vocabularies that the routes ask of, as when the application is built.
    fn vocabularies(&self) -> (Option<&'static Vocabulary>, Option<&'static Vocabulary>) {
        let policies: Vec<&'static RoutePolicy> = self.endpoints.iter().map(|(_, endpoint)| endpoint.policy).collect();
        let limited = || self.endpoints.iter().flat_map(|(_, endpoint)| endpoint.answer.limited());
        // What is wrong with them is said where the application is built.
        let faults = &mut Faults::default();
        let roles = settle::vocabulary(&policies, limited(), "role", |role, _| role, faults);
        let scopes = settle::vocabulary(&policies, limited(), "scope", |_, scope| scope, faults);
        let roles = settle::roles(roles, scopes, faults);
        let stored = self.roles.as_ref().map(RoleCache::vocabulary);
        let roles = roles.or_else(|| at_root(&self.names, |names| names.roles)).or(stored);
        (roles, scopes.or_else(|| at_root(&self.names, |names| names.scopes)))
    }

    /// How claims become roles where an issuer does not say: a second one's admin is nobody's admin.
    fn default_role_map(&self) -> RoleMap {
        if self.issuers.len() > 1 || self.roles.is_some() { RoleMap::none() } else { RoleMap::default() }
    }

    fn dangers(&self) -> Vec<OptOut> {
        let plain = self.plain_http.map(|reason| opt_out("plain HTTP to other machines", reason));
        let issuers = self.issuers.iter().filter_map(|issuer| issuer.danger());
        plain.into_iter().chain(issuers.map(|(what, reason)| opt_out(&what, reason))).collect()
    }
}

fn opt_out(what: &str, reason: &str) -> OptOut {
    OptOut { what: what.to_owned(), reason: reason.to_owned() }
}

fn stored_roles(roles: &RoleCache) -> StoredRoles {
    StoredRoles { max_age_ms: u64::try_from(roles.max_age().as_millis()).unwrap_or(u64::MAX) }
}

fn adopted(adopted: &super::Adopted) -> Adopted {
    let routes = match adopted.listed_routes() {
        None => AdoptedRoutes::All,
        Some(mut routes) => {
            routes.sort_unstable();
            AdoptedRoutes::Listed(routes)
        }
    };
    Adopted { reason: adopted.reason().to_owned(), routes }
}

/// Of all crates that routes are from, each once.
fn server_owned(names: &[NamesAtRoot]) -> ServerOwned {
    let mut all = ServerOwned::default();
    for owned in names.iter().map(|names| names.server_owned) {
        all.more.extend(owned.more.iter().map(|name| (*name).to_owned()));
        all.fewer.extend(owned.fewer.iter().map(|vouch| opt_out(vouch.what, vouch.reason)));
    }
    all.more.sort_unstable();
    all.more.dedup();
    all.fewer.sort_unstable_by(|a, b| (&a.what, &a.reason).cmp(&(&b.what, &b.reason)));
    all.fewer.dedup();
    all
}
