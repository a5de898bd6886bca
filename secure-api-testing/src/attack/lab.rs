//! The application under attack, with what a case needs to ask it.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use secure_api::api::Running;
use tokio::net::TcpStream;

use super::ask::{Answer, Ask, Caller, Exchange, Who};
use super::case::Stop;
use super::hygiene::{self, Hygiene};
use super::lock::Route;
use super::plan::Plan;
use super::wire::{self, Heard, Wire};
use super::{ObjectId, World};
use crate::{TestClient, TestClock, TestIssuer, TestToken};

/// The most exchanges of a case that are kept.
const MOST_KEPT: usize = 8;

/// An application of its own for one group of cases, with its issuer and its clock.
pub(super) struct Lab {
    pub(super) plan: Arc<Plan>,
    pub(super) issuer: TestIssuer,
    pub(super) clock: TestClock,
    pub(super) hygiene: Hygiene,
    running: Running,
    wires: BTreeMap<Ipv4Addr, Wire>,
    /// What the case that runs has sent.
    trail: Vec<Exchange>,
    /// The first challenge and body of a 401 for a bad token, by what was said: all others have to be the same.
    pub(super) refused_token: Option<(String, bytes::Bytes)>,
}

impl Lab {
    pub(super) async fn start(plan: Arc<Plan>) -> Result<Self, String> {
        Self::start_as(plan, false).await
    }

    /// Another one for a case, whose addresses have no limit before that of a route.
    pub(super) async fn without_source_limit(&self) -> Result<Self, Stop> {
        Ok(Self::start_as(Arc::clone(&self.plan), true).await?)
    }

    /// What a case has shown against another one is kept here.
    pub(super) fn take_over(&mut self, other: Self) {
        self.trail = other.trail;
        self.hygiene.join(other.hygiene);
    }

    async fn start_as(plan: Arc<Plan>, wide: bool) -> Result<Self, String> {
        let clock = TestClock::new();
        let issuer = plan.issuer().with_clock(clock.clone());
        let running = plan.start(&issuer, &clock, wide).await?;
        Ok(Self {
            plan,
            issuer,
            clock,
            hygiene: Hygiene::default(),
            running,
            wires: BTreeMap::new(),
            trail: Vec::new(),
            refused_token: None,
        })
    }

    pub(super) fn addr(&self) -> SocketAddr {
        self.running.addr()
    }

    /// Before each case: no limit remembers anything of the one before.
    pub(super) fn begin(&mut self) {
        self.clock.advance(Duration::from_secs(self.plan.lock.longest_window_s() + 1));
        self.trail.clear();
    }

    pub(super) fn trail(&mut self) -> Vec<Exchange> {
        std::mem::take(&mut self.trail)
    }

    /// A token for a caller, issued now.
    pub(super) fn token(&self, caller: &Caller) -> TestToken {
        let mut token = self.issuer.token(&caller.subject);
        if !caller.roles.is_empty() {
            token = token.roles(caller.roles.iter().map(|role| self.plan.role_name(role)));
        }
        if caller.scopes.is_empty() { token } else { token.scope(&caller.scopes.join(" ")) }
    }

    /// Sends a request from the usual address.
    pub(super) async fn send(&mut self, ask: Ask) -> Result<Answer, Stop> {
        self.send_from(Ipv4Addr::LOCALHOST, ask).await
    }

    /// Sends a request from an address of this machine.
    pub(super) async fn send_from(&mut self, from: Ipv4Addr, ask: Ask) -> Result<Answer, Stop> {
        let bearer = self.bearer(&ask.who);
        let addr = self.addr();
        let wire = self.wires.entry(from).or_insert_with(|| Wire::new(addr, from));
        let answer = wire.send(&ask, bearer.as_deref()).await;
        if let Ok(answer) = &answer {
            self.hygiene.look(&self.plan.lock, &ask, answer);
        }
        self.keep(Exchange::Asked { ask: Box::new(ask), answer: answer.as_ref().ok().cloned() });
        Ok(answer?)
    }

    /// Sends a request so often from several connections at once, each with a token of its own; gives the statuses.
    pub(super) async fn at_once(&mut self, from: Ipv4Addr, ask: &Ask, times: u64) -> Result<Vec<u16>, Stop> {
        const CONNECTIONS: u64 = 8;
        let mut running = tokio::task::JoinSet::new();
        for connection in 0..CONNECTIONS {
            let tokens = (connection..times).step_by(CONNECTIONS as usize).map(|_| self.bearer(&ask.who));
            let (tokens, ask): (Vec<_>, Ask) = (tokens.collect(), ask.clone());
            let mut wire = Wire::new(self.addr(), from);
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

    fn bearer(&self, who: &Who) -> Option<String> {
        match who {
            Who::Nobody => None,
            Who::Bearer(token) => Some(token.clone()),
            Who::Caller(caller) => Some(self.token(caller).mint()),
        }
    }

    /// Sends bytes on a connection of their own.
    pub(super) async fn raw(&mut self, sent: Vec<u8>, half: bool) -> Result<Heard, Stop> {
        let heard = wire::raw(self.addr(), &sent, half).await?;
        for answer in heard.answers.iter().filter(|answer| !hygiene::is_bare(answer)) {
            self.hygiene.look_at_raw(&sent, answer);
        }
        self.keep(Exchange::Raw { sent, answers: heard.answers.clone() });
        Ok(heard)
    }

    /// Sends bytes on a connection of their own, which stays open until it is dropped.
    pub(super) async fn hold(&mut self, sent: Vec<u8>) -> Result<TcpStream, Stop> {
        let held = wire::hold(self.addr(), &sent).await.map_err(|error| error.to_string())?;
        self.keep(Exchange::Raw { sent, answers: Vec::new() });
        Ok(held)
    }

    fn keep(&mut self, exchange: Exchange) {
        if self.trail.len() == MOST_KEPT {
            self.trail.remove(0);
        }
        self.trail.push(exchange);
    }

    /// Makes an object as the owner; gives its id.
    pub(super) async fn object(&mut self, resource: &str) -> Result<ObjectId, Stop> {
        let maker = self.plan.maker(resource).ok_or_else(|| Stop::NoMaker(resource.to_owned()))?;
        let client = TestClient::over_socket(self.addr()).with_issuer(&self.issuer).with_clock(&self.clock);
        let making = tokio::spawn(maker(World::new(client)));
        let id = making.await.map_err(|error| format!("`{resource}` could not be made: {}", panic_text(error)))?;
        // What it has cost is not the case's.
        self.clock.advance(Duration::from_secs(self.plan.lock.longest_window_s() + 1));
        Ok(id)
    }

    /// The path of a route with the parts of an id in the places of its parameters, and the usual values in others.
    pub(super) fn path(&self, route: &Route, id: &ObjectId) -> String {
        let parts = id.parts(route);
        let ids: Vec<&str> = route.params().into_iter().filter(|param| route.is_id(param)).collect();
        route.with(|param| {
            let place = ids.iter().position(|id| *id == param);
            let part = place.and_then(|place| parts.get(place)).cloned();
            part.unwrap_or_else(|| self.plan.param(param))
        })
    }
}

fn panic_text(error: tokio::task::JoinError) -> String {
    let Ok(panic) = error.try_into_panic() else { return "it was stopped".to_owned() };
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}
