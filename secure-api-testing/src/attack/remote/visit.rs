//! A campaign at a deployment: who asks, how often, for what, and what came of it.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex as Shared, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, HOST};
use http::{Request, Response, StatusCode};
use secure_api::provide::clock::Clock;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::gate::Gate;
use super::made::Made;
use super::pace::{Asker, Pace, counted};
use super::{Remote, Target, Tokens};
use crate::attack::ask::{Answer, Ask, Caller, Who};
use crate::attack::case::Stop;
use crate::attack::lab;
use crate::attack::lock::{Lock, Route};
use crate::attack::object::ObjectId;
use crate::attack::plan::Plan;
use crate::attack::wire::{Destination, Wire};
use crate::client::{Answered, Transport};
use crate::{TestClient, TestToken, issuer};

/// What a panic of a maker begins with that could not be tried.
pub(in crate::attack) const NOT_RUN: &str = "not run: ";
/// Longer refusals by a limit are not waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(120);
/// How long it may take to remove what was made, when the time is over.
const TO_LEAVE: Duration = Duration::from_secs(120);
/// How often a request is sent again that a limit refused which others have used up.
const MOST_TRIES: usize = 3;

const NO_CLOCK: &str = "it needs the clock of the application to be moved";
const NO_KEY: &str = "it needs a token that only the issuer can sign";
const NO_FORGERY: &str = "of a token of this algorithm it is the token itself";
const NO_LOG: &str = "the answer held; the log of a deployment cannot be looked at";
const NO_DRAIN: &str = "limits are used up where that is asked for: `.drain_limits()`";
const NO_FRAMING: &str = "bytes that a proxy may take for the requests of others are sent to this machine only";
const OVER: &str = "the time of `.within(..)` is over before the limits allow it";

/// What all cases of a campaign share.
pub(in crate::attack) struct Visit {
    pub(in crate::attack) destination: Destination,
    /// Whether it is on this machine.
    near: bool,
    plan: Arc<Plan>,
    tokens: Tokens,
    drains: bool,
    changes: BTreeMap<String, String>,
    until: Instant,
    pace: Mutex<Pace>,
    clock: Arc<dyn Clock>,
    made: Shared<Made>,
    /// The route that the case is about, and whether it waits for limits.
    case: Shared<(String, bool)>,
    /// Whether what was made is being removed.
    leaves: AtomicBool,
}

impl Visit {
    pub(super) fn new(
        destination: Destination,
        near: bool,
        plan: Arc<Plan>,
        target: Remote,
        until: Instant,
        quiet: bool,
    ) -> Self {
        let pace = Pace::new(target.clock, quiet);
        Self {
            destination,
            near,
            plan,
            tokens: target.tokens,
            drains: target.drains,
            changes: target.changes,
            until,
            clock: pace.clock(),
            pace: Mutex::new(pace),
            made: Shared::default(),
            case: Shared::new((String::new(), true)),
            leaves: AtomicBool::new(false),
        }
    }

    /// Why a case of a group cannot be tried here.
    pub(in crate::attack) fn skips(&self, group: &str, id: &str) -> Option<&'static str> {
        match group {
            "rate" if !self.drains && !id.ends_with("what is told of it") => Some(NO_DRAIN),
            "framing" if !self.near => Some(NO_FRAMING),
            _ => None,
        }
    }

    /// Before each case. One that uses up a limit begins when all of it is there.
    pub(in crate::attack) async fn begin(&self, group: &str, subject: &str) -> Result<(), Stop> {
        let drains = group == "rate";
        *self.case.lock().unwrap_or_else(PoisonError::into_inner) = (subject.to_owned(), !drains);
        let route = self.plan.lock.routes.iter().find(|route| drains && route.name() == subject);
        let Some(route) = route else { return Ok(()) };
        let path = self.plan.missing_path(route);
        for (_, text) in self.tokens.all() {
            let subject = self.tokens.subject_of(text).unwrap_or_default();
            self.room(&route.method, &path, Asker::Known(&subject), true).await?;
        }
        self.room(&route.method, &path, Asker::Nobody, true).await
    }

    pub(in crate::attack) fn token(&self, caller: &Caller) -> Result<TestToken, Stop> {
        let text = self.bearer(caller)?;
        TestToken::given(&text, self.clock.unix_s()).ok_or_else(|| Stop::NotRun("it needs a JWT".to_owned()))
    }

    pub(in crate::attack) fn bearer(&self, caller: &Caller) -> Result<String, Stop> {
        let found = self.tokens.of(&self.plan.lock, caller, self.clock.unix_s());
        found.map(str::to_owned).map_err(Stop::NotRun)
    }

    /// A token that somebody else would have to sign is none that can be tried, nor is the good one.
    pub(in crate::attack) fn forged(&self, token: String) -> Result<String, Stop> {
        match token {
            token if issuer::is_nobodys(&token) => Err(Stop::NotRun(NO_KEY.to_owned())),
            token if self.tokens.subject_of(&token).is_some() => Err(Stop::NotRun(NO_FORGERY.to_owned())),
            token => Ok(token),
        }
    }

    pub(in crate::attack) fn no_clock() -> Stop {
        Stop::NotRun(NO_CLOCK.to_owned())
    }

    pub(in crate::attack) fn no_log() -> Stop {
        Stop::NotRun(NO_LOG.to_owned())
    }

    /// Before a request: whether it may be sent at all, and when.
    pub(in crate::attack) async fn admit(&self, method: &str, target: &str, bearer: Option<&str>) -> Result<(), Stop> {
        let (subject, waits) = self.case.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let made = self.made().objects.clone();
        let gate = Gate { plan: &self.plan, changes: &self.changes, made: &made, subject: &subject };
        if let Some(why) = gate.shut(method, target, bearer.is_none()) {
            return Err(Stop::NotRun(why));
        }
        let known = bearer.and_then(|bearer| self.tokens.subject_of(bearer));
        self.ask(method, target, asker(bearer, known.as_deref()), waits, 1).await
    }

    /// The same of many at once.
    pub(in crate::attack) async fn admit_many(
        &self,
        method: &str,
        target: &str,
        bearer: Option<&str>,
        times: u64,
    ) -> Result<(), Stop> {
        self.admit(method, target, bearer).await?;
        let known = bearer.and_then(|bearer| self.tokens.subject_of(bearer));
        self.ask(method, target, asker(bearer, known.as_deref()), false, times.saturating_sub(1)).await
    }

    async fn ask(&self, method: &str, target: &str, asker: Asker<'_>, waits: bool, times: u64) -> Result<(), Stop> {
        let path = target.split('?').next().unwrap_or_default();
        if waits {
            self.room(method, path, asker, false).await?;
        }
        self.pace.lock().await.count(&counted(&self.plan.lock, method, path, asker), times);
        Ok(())
    }

    async fn room(&self, method: &str, path: &str, asker: Asker<'_>, full: bool) -> Result<(), Stop> {
        let limits = counted(&self.plan.lock, method, path, asker);
        let mut pace = self.pace.lock().await;
        let wait_ms = pace.wait_ms(&limits, full);
        if wait_ms == 0 {
            return Ok(());
        }
        if Instant::now() + pace.lasts(wait_ms) > self.until() {
            return Err(Stop::NotRun(OVER.to_owned()));
        }
        pace.wait(wait_ms, &format!("{method} {path}")).await;
        Ok(())
    }

    /// After an answer. Gives how long to wait before the request is sent again, where a limit refused it that others have used up.
    pub(in crate::attack) async fn heard(&self, ask: &Ask, answer: &Answer, tries: usize) -> Result<bool, Stop> {
        let path = ask.target.split('?').next().unwrap_or_default();
        self.note(&ask.method, path, answer.status, answer.header("location"));
        let waits = self.case.lock().unwrap_or_else(PoisonError::into_inner).1;
        if answer.status != 429 || !waits {
            return Ok(false);
        }
        let told = answer.header("retry-after").parse().map(Duration::from_secs);
        let wait = told.unwrap_or(Duration::from_secs(1));
        let ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        let pace = self.pace.lock().await;
        if tries >= MOST_TRIES || wait > LONGEST_WAIT || Instant::now() + pace.lasts(ms) > self.until() {
            return Err(Stop::NotRun("a limit refuses it that others have used up".to_owned()));
        }
        pace.wait(ms, &format!("{} {path}", ask.method)).await;
        Ok(true)
    }

    pub(in crate::attack) fn note(&self, method: &str, path: &str, status: u16, location: &str) {
        let route = self.plan.lock.routes.iter().find(|route| route.answers(method, path)).map(Route::name);
        self.made().note(method, path, route.as_deref(), status, location);
    }

    pub(in crate::attack) fn keep(&self, resource: &str, id: &ObjectId) {
        self.made().objects.push((resource.to_owned(), id.clone()));
    }

    /// A text for a report.
    pub(in crate::attack) fn hidden(&self, text: &str) -> String {
        self.tokens.hidden(text)
    }

    /// When nothing more is begun.
    fn until(&self) -> Instant {
        self.until + if self.leaves.load(Ordering::Relaxed) { TO_LEAVE } else { Duration::ZERO }
    }

    fn made(&self) -> MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A client for whoever makes objects, which keeps to the limits and notes what is made.
    pub(in crate::attack) fn client(self: &Arc<Self>) -> TestClient {
        TestClient::over(Carrier(Arc::clone(self)))
    }

    async fn carry(
        &self,
        method: &str,
        target: &str,
        headers: Vec<(String, String)>,
        body: Bytes,
        bearer: Option<String>,
    ) -> Result<Answer, Stop> {
        let mut ask = Ask { headers, ..Ask::new(method, target, Who::Nobody) };
        if !body.is_empty() {
            ask = ask.body(body);
        }
        let mut wire = Wire::new(self.destination.clone(), Ipv4Addr::LOCALHOST);
        let known = bearer.as_deref().and_then(|bearer| self.tokens.subject_of(bearer));
        for tries in 1.. {
            self.ask(method, target, asker(bearer.as_deref(), known.as_deref()), true, 1).await?;
            let answer = wire.send(&ask, bearer.as_deref()).await?;
            if !self.heard(&ask, &answer, tries).await? {
                return Ok(answer);
            }
        }
        Err(Stop::NotRun(OVER.to_owned()))
    }

    /// Removes what was made, and tells what is left.
    pub(in crate::attack) async fn leave(&self, mut told: Target) -> Target {
        *self.case.lock().unwrap_or_else(PoisonError::into_inner) = (String::new(), true);
        self.leaves.store(true, Ordering::Relaxed);
        let (places, objects) = self.made().there();
        let deletes = |route: &&Route| route.method == "DELETE";
        let named = objects.iter().map(|(resource, id)| {
            let of = |route: &&Route| route.objects.last().is_some_and(|object| object.resource == *resource);
            let route = self.plan.lock.routes.iter().filter(deletes).find(of);
            route.map_or_else(
                || Err(format!("{resource} {}", id.text())),
                |route| Ok(lab::path_of(&self.plan, route, id)),
            )
        });
        let named: Vec<_> = named.collect();
        told.made = self.made().count() + named.len();
        for place in places.into_iter().map(Ok).chain(named) {
            let left = match place {
                Ok(path) if self.made().is_gone(&path) => None,
                Ok(path) => self.remove(&path).await.err().map(|why| format!("{path}: {why}")),
                Err(what) => Some(format!("{what}: no route removes it")),
            };
            told.left.extend(left);
        }
        told.left.extend(self.made().unsaid());
        told
    }

    async fn remove(&self, path: &str) -> Result<(), String> {
        let lock = &self.plan.lock;
        let route = lock.routes.iter().find(|route| route.answers("DELETE", path)).ok_or("no route removes it")?;
        let holds = |caller: &Caller| {
            let roles = Lock::held(&lock.roles, &caller.roles);
            let scopes = Lock::held(&lock.scopes, &caller.scopes);
            route.role.as_ref().is_none_or(|need| need.met_by(&roles))
                && route.scope.as_ref().is_none_or(|need| need.met_by(&scopes))
        };
        let mut why = "no token was given of somebody who may".to_owned();
        for (_, token) in self.tokens.all().filter(|(caller, _)| holds(caller)) {
            let asked = self.carry("DELETE", path, Vec::new(), Bytes::new(), Some(token.to_owned())).await;
            match asked {
                Ok(answer) if (200..300).contains(&answer.status) => return Ok(()),
                Ok(answer) => why = format!("`DELETE` was answered with {}", answer.status),
                Err(Stop::Failed(told) | Stop::NotRun(told)) => why = told,
            }
        }
        Err(why)
    }
}

/// Sends what makers of objects send.
struct Carrier(Arc<Visit>);

impl Transport for Carrier {
    fn carry(&self, request: Request<Bytes>) -> Answered {
        let visit = Arc::clone(&self.0);
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let (mut headers, mut bearer) = (Vec::new(), None);
            for (name, value) in parts.headers.iter().filter(|(name, _)| *name != HOST) {
                let value = value.to_str().unwrap_or_default();
                match value.strip_prefix("Bearer ").filter(|_| *name == AUTHORIZATION) {
                    Some(token) => bearer = Some(token.to_owned()),
                    None => headers.push((name.as_str().to_owned(), value.to_owned())),
                }
            }
            let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
            let answer = match visit.carry(parts.method.as_str(), target, headers, body, bearer).await {
                Ok(answer) => answer,
                Err(Stop::NotRun(why)) => panic!("{NOT_RUN}{why}"),
                Err(Stop::Failed(why)) => panic!("{why}"),
            };
            let mut response = Response::new(answer.body);
            *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_GATEWAY);
            *response.headers_mut() = answer.headers;
            response
        })
    }

    fn bearer(&self, subject: &str, roles: &[String], scopes: &[String]) -> Option<Result<String, String>> {
        let caller = Caller { subject: subject.to_owned(), roles: roles.to_vec(), scopes: scopes.to_vec() };
        Some(self.0.bearer(&caller).map_err(|(Stop::NotRun(why) | Stop::Failed(why))| format!("{NOT_RUN}{why}")))
    }
}

fn asker<'s>(bearer: Option<&str>, known: Option<&'s str>) -> Asker<'s> {
    match (bearer, known) {
        (_, Some(subject)) => Asker::Known(subject),
        (Some(_), None) => Asker::Unknown,
        (None, None) => Asker::Nobody,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Attack, TestIssuer};

    #[tokio::test]
    async fn what_is_no_forgery_and_what_only_the_issuer_can_sign_is_not_tried() {
        let good = TestIssuer::new().token("ada").mint();
        let attack = Attack::at("http://127.0.0.1:1").tokens(Tokens::new().with(&[], &[], good.as_str()));
        let (destination, near) = attack.target.destination().await.unwrap();
        let lock = Lock::read("route GET /a access=jwt").unwrap();
        let visit = Visit::new(destination, near, Arc::new(Plan::of(lock)), attack.target, Instant::now(), true);
        let token = visit.token(&Caller::named("attack-forger")).unwrap();
        let why = |token: String| match visit.forged(token) {
            Err(Stop::NotRun(why)) => why,
            other => format!("{other:?}"),
        };
        assert_eq!(token.mint(), good);
        assert_eq!(why(token.clone().header("alg", "ES256").mint()), NO_FORGERY);
        assert_eq!(why(token.clone().claim("sub", "eve").mint()), NO_KEY);
        assert!(visit.forged(token.clone().header("alg", "none").mint_with(|_| Vec::new())).is_ok());
        assert!(visit.forged(token.clone().signed_by(&TestIssuer::new()).claim("sub", "eve").mint()).is_ok());
        assert!(visit.forged(format!("{good}==")).is_ok());
    }
}
