//! Bodies that do not come: how long a call may take, and how many may run at once, where a body is waited for (C89).

use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::time::Instant;

use super::size::head;
use super::{GROUP, Input, JSON, caller_ask};
use crate::attack::ask::{Ask, Who};
use crate::attack::case::{Case, Expected, Stop, Verdict};
use crate::attack::lab::Lab;
use crate::attack::lock::{Per, Route};
use crate::attack::plan::Plan;
use crate::attack::wire::Stream;

/// How long a call may take where nothing is said.
const USUAL_TIMEOUT_MS: u64 = 10_000;
/// More calls are not held open.
const MOST_HELD: u64 = 100;
/// What a call may take longer than its time.
const SLACK: Duration = Duration::from_secs(1);
/// How long the server is given to see what it was sent, and twice as long each time that it has not.
const SEEN: Duration = Duration::from_millis(300);
/// How often it is.
const TRIES: u32 = 4;

/// `concurrency` of a route that reads no body.
pub(super) fn unheld(route: &Route) -> Option<Case> {
    let held = route.json.is_some() || route.form.is_some();
    let what = "as many at once as may run";
    let why = "no request keeps a handler running that waits for no body";
    (route.concurrency.is_some() && !held).then(|| Case::not_run(&route.name(), GROUP, what, why))
}

impl Input<'_> {
    pub(super) fn slow(&self) -> Vec<Case> {
        self.takes_too_long().into_iter().chain(self.at_once()).collect()
    }

    /// A body that is announced and does not come: the call ends when its time is over.
    fn takes_too_long(&self) -> Option<Case> {
        let limit = Duration::from_millis(self.route.tried_timeout_ms()?);
        let ask = caller_ask(self.plan, self.route);
        Some(Case::new(&self.route.name(), GROUP, "a body that does not come", move |lab| {
            Box::pin(async move {
                let (began, sent) = (Instant::now(), waiting(lab, &ask)?);
                let heard = lab.raw(sent, false).await?;
                let answer = heard.answers.first().ok_or("expected an answer when the time is over, got none")?;
                Expected::status(503).check(answer)?;
                let took = began.elapsed();
                // The machine may be busy; twice the time is another limit.
                if took < limit || took > limit + limit / 2 + SLACK {
                    return Err(Stop::Failed(format!(
                        "expected the call to end after {limit:?}, and it took {took:?}"
                    )));
                }
                Ok(())
            })
        }))
    }

    /// As many calls as may run are held, by bodies that do not come, and then one more is sent.
    fn at_once(&self) -> Option<Case> {
        let most = self.route.concurrency?;
        let what = "as many at once as may run";
        let untried = |why: &str| Some(Case::not_run(&self.route.name(), GROUP, what, why));
        if most > MOST_HELD {
            return untried("the attack holds no more than 100 calls");
        }
        if room(self.plan, self.route) < 2 * most + 8 {
            return untried("a limit that counts all callers together lets through too few for it");
        }
        let (ask, whole) = (caller_ask(self.plan, self.route), self.with(&self.sample));
        let longest = Duration::from_millis(self.route.timeout_ms.unwrap_or(USUAL_TIMEOUT_MS));
        Some(Case::new(&self.route.name(), GROUP, what, move |lab| Box::pin(held(lab, ask, whole, most, longest))))
    }
}

/// How many requests of different callers the limits of a route let through.
fn room(plan: &Plan, route: &Route) -> u64 {
    let together = route.rates.iter().filter(|rate| rate.per != Per::Caller || route.is_public());
    let source = plan.lock.source.as_ref().filter(|_| route.is_public());
    together.chain(source).map(|rate| rate.quota).min().unwrap_or(u64::MAX)
}

/// A request whose body is announced, and is not sent.
fn waiting(lab: &Lab, ask: &Ask) -> Result<Vec<u8>, Stop> {
    let kind = ask.headers.iter().find(|(name, _)| name == "content-type").map_or(JSON, |(_, value)| value.as_str());
    Ok(format!("{}content-type: {kind}\r\ncontent-length: 9\r\n\r\n", head(lab, ask)?).into_bytes())
}

/// The same request of one caller more.
fn by(ask: &Ask, number: u64) -> Ask {
    match &ask.who {
        Who::Caller(caller) => ask.clone().by(caller.called(&format!("attack-at-once-{number}"))),
        _ => ask.clone(),
    }
}

/// Holds as many as may run, and asks once more: again and again, since a busy machine takes its time to see what it was sent, and
/// ends what takes too long itself.
async fn held(lab: &mut Lab, ask: Ask, whole: Ask, most: u64, longest: Duration) -> Verdict {
    let waits = || (0..TRIES).map(|tries| (SEEN * 2_u32.pow(tries)).min(longest / 2));
    let mut held: Vec<Box<dyn Stream>> = Vec::new();
    let mut callers = 1..;
    let mut next = |ask: &Ask| by(ask, callers.next().unwrap_or_default());
    let mut fault = String::new();
    for wait in waits() {
        held = running(held).await;
        for _ in held.len() as u64..most {
            let sent = waiting(lab, &next(&ask))?;
            held.push(lab.hold(sent).await?);
        }
        tokio::time::sleep(wait).await;
        let answer = lab.send(next(&whole)).await?;
        fault = match Expected::status(503).check(&answer) {
            Err(why) => format!("{why} while {most} others run"),
            Ok(()) => {
                held = running(held).await;
                match held.len() as u64 {
                    all if all == most => String::new(),
                    some => format!("expected {most} to run at once, and only {some} did"),
                }
            }
        };
        if fault.is_empty() {
            break;
        }
    }
    if !fault.is_empty() {
        return Err(Stop::Failed(fault));
    }
    held.pop();
    let mut got = 0;
    for wait in waits() {
        tokio::time::sleep(wait).await;
        got = lab.send(next(&whole)).await?.status;
        if !matches!(got, 429 | 503) {
            return Ok(());
        }
    }
    Err(Stop::Failed(format!("expected room when one of {most} has gone, got {got}")))
}

/// Those that were not answered yet.
async fn running(held: Vec<Box<dyn Stream>>) -> Vec<Box<dyn Stream>> {
    let mut running = Vec::new();
    for mut one in held {
        if tokio::time::timeout(Duration::ZERO, one.read_u8()).await.is_err() {
            running.push(one);
        }
    }
    running
}
