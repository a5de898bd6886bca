//! What the whole campaign knows: the lock, how an application is started, and what the test has said.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use super::ask::{Ask, Caller, Who};
use super::lock::{Kind, Lock, Need, Route};
use super::value;
use super::{ObjectId, World};
use crate::TestIssuer;

pub(super) type Maker = Box<dyn Fn(World) -> Pin<Box<dyn Future<Output = ObjectId> + Send>> + Send + Sync>;

/// Who has made all objects.
pub(super) const OWNER: &str = "attack-owner";
/// Who has made none.
pub(super) const FOREIGNER: &str = "attack-foreigner";

/// How many campaigns there were in this process: what each sends is known in the log as its own.
static CAMPAIGNS: AtomicU64 = AtomicU64::new(1);

/// What one campaign is made of.
pub(super) struct Plan {
    pub(super) lock: Lock,
    pub(super) makers: BTreeMap<String, Maker>,
    pub(super) samples: BTreeMap<String, Value>,
    pub(super) params: BTreeMap<String, String>,
    /// Routes whose objects others may have as well, with the reason.
    pub(super) shared: BTreeMap<String, String>,
    /// What a route answers a valid request where that is not what its lock says, with the reason.
    pub(super) answers: BTreeMap<String, (u16, String)>,
    pub(super) without_objects: Option<String>,
    /// The number of the campaign in this process.
    pub(super) mark: u64,
    pub(super) seed: u64,
    /// An id that nothing has.
    pub(super) nobodys: String,
}

impl Plan {
    /// Of a lock alone.
    pub(super) fn of(lock: Lock) -> Self {
        Self {
            lock,
            makers: BTreeMap::new(),
            samples: BTreeMap::new(),
            params: BTreeMap::new(),
            shared: BTreeMap::new(),
            answers: BTreeMap::new(),
            without_objects: None,
            mark: CAMPAIGNS.fetch_add(1, Ordering::Relaxed),
            seed: 0,
            nobodys: "00000000-0000-4000-8000-000000000000".to_owned(),
        }
    }

    /// An issuer of the name that the lock has.
    pub(super) fn issuer(&self) -> TestIssuer {
        let issuer = match &self.lock.issuer {
            None => TestIssuer::new(),
            Some(issuer) => {
                let named = issuer.name.as_deref().map_or_else(TestIssuer::new, TestIssuer::named);
                issuer.audience.iter().fold(named, |named, audience| named.for_audience(audience))
            }
        };
        let declared = self.lock.issuer.as_ref().map(|issuer| issuer.roles_at.as_slice()).unwrap_or_default();
        if declared.is_empty() { issuer } else { issuer.roles_at(declared.iter().cloned()) }
    }

    /// How a token names a role.
    pub(super) fn role_name(&self, role: &str) -> String {
        let Some(issuer) = &self.lock.issuer else { return role.to_owned() };
        issuer.role_names.get(role).cloned().unwrap_or_else(|| format!("{}{role}", issuer.role_prefix))
    }

    /// How an object of a resource is made.
    pub(super) fn maker(&self, resource: &str) -> Option<&Maker> {
        self.makers.get(resource).or_else(|| self.makers.get(short_name(resource)))
    }

    /// The value of a parameter that names no object.
    pub(super) fn param(&self, name: &str) -> String {
        self.params.get(name).cloned().unwrap_or_else(|| "x".to_owned())
    }

    /// Whether all parameters of a route have values that mean something.
    pub(super) fn knows_params(&self, route: &Route) -> bool {
        route.params().iter().all(|param| route.is_id(param) || self.params.contains_key(*param))
    }

    /// The path of a route with an id of nothing that is there.
    pub(super) fn missing_path(&self, route: &Route) -> String {
        route.with(|param| if route.is_id(param) { self.nobodys.clone() } else { self.param(param) })
    }

    /// A valid request to a route, as far as one is known; otherwise one without input.
    pub(super) fn ask(&self, route: &Route, path: &str, who: impl Into<Who>) -> Ask {
        let ask = Ask::new(&route.method, path, who);
        let ask = match route.query.as_ref().and_then(|name| self.sample(name)) {
            Some(query) => ask.to(with_query(path, &query)),
            None => ask,
        };
        if let Some(body) = route.json.as_ref().and_then(|name| self.sample(name)) {
            return ask.json(&body);
        }
        match route.form.as_ref().and_then(|name| self.sample(name)) {
            Some(form) => ask.header("content-type", "application/x-www-form-urlencoded").body(value::as_form(&form)),
            None => ask,
        }
    }

    /// Whether a valid request is known.
    pub(super) fn knows_input(&self, route: &Route) -> bool {
        let mut inputs = route.json.iter().chain(&route.form).chain(&route.query);
        inputs.all(|name| self.sample(name).is_some())
    }

    /// A value that an input takes.
    pub(super) fn sample(&self, name: &str) -> Option<Value> {
        if let Some(sample) = self.samples.get(name).or_else(|| self.samples.get(short_name(name))) {
            return Some(sample.clone());
        }
        value::good(&Kind::Nested(name.to_owned()), &self.lock, 0)
    }

    /// The caller with the least that a route asks for; of nothing more.
    pub(super) fn least(&self, route: &Route, subject: &str) -> Caller {
        let roles = route.role.as_ref().map(|need| self.fewest(need)).unwrap_or_default();
        let scopes = route.scope.as_ref().map(|need| least_of(need, &self.lock.scopes)).unwrap_or_default();
        let lent = scopes.iter().filter_map(|scope| self.lock.scope_needs.get(scope)).cloned();
        let mut roles: Vec<String> = roles.into_iter().chain(lent).collect();
        roles.dedup();
        Caller { subject: subject.to_owned(), roles, scopes }
    }

    fn fewest(&self, need: &Need) -> Vec<String> {
        least_of(need, &self.lock.roles)
    }

    /// What a route answers a valid request of whoever may call it.
    pub(super) fn success(&self, route: &Route) -> Option<u16> {
        self.answers.get(&route.name()).map(|(status, _)| *status).or(route.answer)
    }
}

/// A name without the modules that it is in.
fn short_name(name: &str) -> &str {
    let head = name.find('<').map_or(name, |generics| &name[..generics]);
    head.rfind("::").map_or(name, |end| &name[end + 2..])
}

/// All of the names, or the one that includes the fewest others.
fn least_of(need: &Need, known: &BTreeMap<String, std::collections::BTreeSet<String>>) -> Vec<String> {
    if need.all {
        return need.names.clone();
    }
    let width = |name: &&String| known.get(*name).map_or(1, std::collections::BTreeSet::len);
    need.names.iter().min_by_key(width).cloned().into_iter().collect()
}

/// A path with a query.
pub(super) fn with_query(path: &str, query: &Value) -> String {
    let query = value::as_form(query);
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
