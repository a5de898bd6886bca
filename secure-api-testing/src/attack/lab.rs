//! The application under attack, with what a case needs to ask it.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use secure_api::api::Running;
use secure_api::identify::Jwt;
use secure_api::provide::clock::Clock;

use super::ask::{Answer, Ask, Caller, Exchange, Who};
use super::case::Stop;
use super::hygiene::{self, Hygiene};
use super::lock::Route;
use super::plan::Plan;
use super::remote::{NOT_RUN, Visit};
use super::report::Outcome;
use super::wire::{self, Destination, Heard, Wire};
use super::{ObjectId, World};
use crate::{TestClient, TestClock, TestIssuer, TestToken};

/// The most exchanges of a case that are kept.
const MOST_KEPT: usize = 8;
/// The `Host` of requests to an application on this machine, as cases write it.
const HOST: &str = "host: api.test";

pub(super) type Started = Pin<Box<dyn Future<Output = Result<Running, String>> + Send>>;

/// An application that is started for each group of cases.
pub struct InProcess {
    pub(super) start: Box<dyn Fn(Jwt, TestClock) -> Started + Send + Sync>,
    pub(super) declared: Box<dyn Fn(&TestIssuer) -> Jwt + Send + Sync>,
}

/// What is attacked.
pub(super) enum Ground {
    Here(Arc<InProcess>),
    There(Arc<Visit>),
}

impl Ground {
    /// An outcome as it may be shown to others.
    pub(super) fn shown(&self, outcome: Outcome) -> Outcome {
        match (self, outcome) {
            (Self::There(visit), Outcome::Failed { why, curl, exchange }) => Outcome::Failed {
                why: visit.hidden(&why),
                curl: visit.hidden(&curl),
                exchange: visit.hidden(&exchange),
            },
            (_, outcome) => outcome,
        }
    }
}

/// An application of its own for one group of cases, with its issuer and its clock; or a deployment.
pub(super) struct Lab {
    pub(super) plan: Arc<Plan>,
    pub(super) hygiene: Hygiene,
    place: Place,
    wires: BTreeMap<Ipv4Addr, Wire>,
    /// What the case that runs has sent.
    trail: Vec<Exchange>,
    /// The first challenge and body of a 401 for a bad token, by what was said: all others have to be the same.
    pub(super) refused_token: Option<(String, bytes::Bytes)>,
}

enum Place {
    Own(Box<Own>),
    Deployment(Arc<Visit>),
}

struct Own {
    issuer: TestIssuer,
    clock: TestClock,
    running: Running,
}

impl Lab {
    pub(super) async fn start(plan: Arc<Plan>, ground: &Ground) -> Result<Self, String> {
        let place = match ground {
            Ground::Here(here) => {
                let clock = TestClock::new();
                let issuer = plan.issuer().with_clock(clock.clone());
                let running = (here.start)((here.declared)(&issuer), clock.clone()).await?;
                Place::Own(Box::new(Own { issuer, clock, running }))
            }
            Ground::There(visit) => Place::Deployment(Arc::clone(visit)),
        };
        let (hygiene, wires) = (Hygiene::default(), BTreeMap::new());
        Ok(Self { plan, hygiene, place, wires, trail: Vec::new(), refused_token: None })
    }

    fn destination(&self) -> Destination {
        match &self.place {
            Place::Own(own) => Destination::own(own.running.addr()),
            Place::Deployment(visit) => visit.destination.clone(),
        }
    }

    /// Before each case: no limit remembers anything of the one before, or as much as a deployment is asked anyway.
    pub(super) async fn begin(&mut self, group: &str, subject: &str) -> Result<(), Stop> {
        self.trail.clear();
        match &self.place {
            Place::Own(own) => {
                own.clock.advance(Duration::from_secs(self.plan.lock.longest_window_s() + 1));
                Ok(())
            }
            Place::Deployment(visit) => visit.begin(group, subject).await,
        }
    }

    pub(super) fn trail(&mut self) -> Vec<Exchange> {
        std::mem::take(&mut self.trail)
    }

    /// What time it is for the application.
    pub(super) fn unix_s(&self) -> Result<u64, Stop> {
        match &self.place {
            Place::Own(own) => Ok(own.clock.unix_s()),
            Place::Deployment(_) => Err(Visit::no_clock()),
        }
    }

    /// Lets time go by.
    pub(super) fn pass(&self, time: Duration) -> Result<(), Stop> {
        match &self.place {
            Place::Own(own) => {
                own.clock.advance(time);
                Ok(())
            }
            Place::Deployment(_) => Err(Visit::no_clock()),
        }
    }

    /// Why what is logged cannot be looked at, where it cannot.
    pub(super) fn is_deaf(&self) -> Option<Stop> {
        matches!(self.place, Place::Deployment(_)).then(Visit::no_log)
    }

    /// A token for a caller, issued now, or the one that was given for such a caller.
    pub(super) fn token(&self, caller: &Caller) -> Result<TestToken, Stop> {
        let own = match &self.place {
            Place::Own(own) => own,
            Place::Deployment(visit) => return visit.token(caller),
        };
        let mut token = own.issuer.token(&caller.subject);
        if !caller.roles.is_empty() {
            token = token.roles(caller.roles.iter().map(|role| self.plan.role_name(role)));
        }
        Ok(if caller.scopes.is_empty() { token } else { token.scope(&caller.scopes.join(" ")) })
    }

    /// A token that was made of a good one, where it can be made at all.
    pub(super) fn forged(&self, token: String) -> Result<String, Stop> {
        match &self.place {
            Place::Own(_) => Ok(token),
            Place::Deployment(visit) => visit.forged(token),
        }
    }

    /// Sends a request from the usual address.
    pub(super) async fn send(&mut self, ask: Ask) -> Result<Answer, Stop> {
        self.send_from(Ipv4Addr::LOCALHOST, ask).await
    }

    /// Sends a request from an address of this machine.
    pub(super) async fn send_from(&mut self, from: Ipv4Addr, ask: Ask) -> Result<Answer, Stop> {
        let bearer = self.bearer(&ask.who)?;
        let visit = self.visit(from)?;
        for tries in 1.. {
            if let Some(visit) = &visit {
                visit.admit(&ask.method, &ask.target, credential(&ask, bearer.as_deref())).await?;
            }
            let destination = self.destination();
            let wire = self.wires.entry(from).or_insert_with(|| Wire::new(destination, from));
            let answer = wire.send(&ask, bearer.as_deref()).await;
            self.keep(Exchange::Asked { ask: Box::new(ask.clone()), answer: answer.as_ref().ok().cloned() });
            let answer = answer?;
            let again = match &visit {
                Some(visit) => visit.heard(&ask, &answer, tries).await?,
                None => false,
            };
            if !again {
                self.hygiene.look(&self.plan.lock, &ask, &answer);
                return Ok(answer);
            }
        }
        Err(Stop::Failed("no answer came".to_owned()))
    }

    /// Sends a request so often from several connections at once, each with a token of its own; gives the statuses.
    pub(super) async fn at_once(&mut self, from: Ipv4Addr, ask: &Ask, times: u64) -> Result<Vec<u16>, Stop> {
        const CONNECTIONS: u64 = 8;
        let mut running = tokio::task::JoinSet::new();
        if let Some(visit) = self.visit(from)? {
            let bearer = self.bearer(&ask.who)?;
            visit.admit_many(&ask.method, &ask.target, credential(ask, bearer.as_deref()), times).await?;
        }
        for connection in 0..CONNECTIONS {
            let tokens = (connection..times).step_by(CONNECTIONS as usize).map(|_| self.bearer(&ask.who));
            let (tokens, ask): (Vec<_>, Ask) = (tokens.collect::<Result<_, _>>()?, ask.clone());
            let mut wire = Wire::new(self.destination(), from);
            running.spawn(async move {
                let mut statuses = Vec::new();
                for token in tokens {
                    statuses.push(wire.send(&ask, token.as_deref()).await?.status);
                }
                Ok::<_, String>(statuses)
            });
        }
        self.keep(Exchange::Asked { ask: Box::new(ask.clone()), answer: None });
        let mut all = Vec::new();
        for statuses in running.join_all().await {
            all.extend(statuses?);
        }
        Ok(all)
    }

    /// The deployment, which is asked from one address only.
    fn visit(&self, from: Ipv4Addr) -> Result<Option<Arc<Visit>>, Stop> {
        match &self.place {
            Place::Own(_) => Ok(None),
            Place::Deployment(visit) if from == Ipv4Addr::LOCALHOST => Ok(Some(Arc::clone(visit))),
            Place::Deployment(_) => Err(Stop::NotRun("it needs another address to send from".to_owned())),
        }
    }

    fn bearer(&self, who: &Who) -> Result<Option<String>, Stop> {
        Ok(match who {
            Who::Nobody => None,
            Who::Bearer(token) => Some(token.clone()),
            Who::Caller(caller) => Some(self.token(caller)?.mint()),
        })
    }

    /// Sends bytes on a connection of their own.
    pub(super) async fn raw(&mut self, sent: Vec<u8>, half: bool) -> Result<Heard, Stop> {
        let (destination, mut bytes) = (self.destination(), sent.clone());
        let head = wire::head(&sent);
        if let Some(visit) = self.visit(Ipv4Addr::LOCALHOST)? {
            bytes = wire::renamed(&sent, HOST, &format!("host: {}", destination.host));
            visit.admit(&head.method, &head.target, head.bearer.as_deref()).await?;
        }
        let heard = wire::raw(&destination, &bytes, half).await?;
        for answer in heard.answers.iter().filter(|answer| !hygiene::is_bare(answer)) {
            self.hygiene.look_at_raw(&self.plan.lock, &sent, answer);
        }
        if let (Place::Deployment(visit), Some(first)) = (&self.place, heard.answers.first()) {
            visit.note(&head.method, &head.target, first.status, first.header("location"));
        }
        self.keep(Exchange::Raw { sent, answers: heard.answers.clone() });
        Ok(heard)
    }

    fn keep(&mut self, exchange: Exchange) {
        if self.trail.len() == MOST_KEPT {
            self.trail.remove(0);
        }
        self.trail.push(exchange);
    }

    /// Makes an object as the owner; gives its id.
    pub(super) async fn object(&mut self, resource: &str) -> Result<ObjectId, Stop> {
        let missing = || Stop::NotRun(format!("no way to make `{resource}` was given: `.object(\"{resource}\", ..)`"));
        let maker = self.plan.maker(resource).ok_or_else(missing)?;
        let client = match &self.place {
            Place::Own(own) => {
                TestClient::over_socket(own.running.addr()).with_issuer(&own.issuer).with_clock(&own.clock)
            }
            Place::Deployment(visit) => Visit::client(visit),
        };
        let making = tokio::spawn(maker(World::new(client)));
        let id = making.await.map_err(|error| not_made(resource, panic_text(error)))?;
        match &self.place {
            // What it has cost is not the case's.
            Place::Own(own) => own.clock.advance(Duration::from_secs(self.plan.lock.longest_window_s() + 1)),
            Place::Deployment(visit) => visit.keep(resource, &id),
        }
        Ok(id)
    }

    /// The path of a route with the parts of an id in the places of its parameters, and the usual values in others.
    pub(super) fn path(&self, route: &Route, id: &ObjectId) -> String {
        path_of(&self.plan, route, id)
    }
}

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InProcess").finish_non_exhaustive()
    }
}

impl Destination {
    /// An application of the attack's own.
    fn own(addr: SocketAddr) -> Self {
        Self {
            addr,
            host: "api.test".to_owned(),
            #[cfg(feature = "https")]
            tls: None,
        }
    }
}

/// The path of a route for an object.
pub(super) fn path_of(plan: &Plan, route: &Route, id: &ObjectId) -> String {
    let parts = id.parts(route);
    let ids: Vec<&str> = route.params().into_iter().filter(|param| route.is_id(param)).collect();
    route.with(|param| {
        let place = ids.iter().position(|id| *id == param);
        let part = place.and_then(|place| parts.get(place)).cloned();
        part.unwrap_or_else(|| plan.param(param))
    })
}

/// The token of a request, wherever it has it.
fn credential<'a>(ask: &'a Ask, bearer: Option<&'a str>) -> Option<&'a str> {
    let own = ask.headers.iter().find(|(name, _)| name == "authorization").map(|(_, value)| value.as_str());
    bearer.or(own).map(|text| text.strip_prefix("Bearer ").unwrap_or(text))
}

fn not_made(resource: &str, why: String) -> Stop {
    match why.strip_prefix(NOT_RUN) {
        Some(why) => Stop::NotRun(format!("`{resource}` could not be made: {why}")),
        None => Stop::Failed(format!("`{resource}` could not be made: {why}")),
    }
}

fn panic_text(error: tokio::task::JoinError) -> String {
    let Ok(panic) = error.try_into_panic() else { return "it was stopped".to_owned() };
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}
