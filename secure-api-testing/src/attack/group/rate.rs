//! How often: the declared number and not one more, and `Retry-After` to the second (C96 to C100).

use std::net::Ipv4Addr;
use std::time::Duration;

use crate::attack::ask::{Answer, Ask, Body, Caller, Who};
use crate::attack::case::{Case, Stop, Verdict};
use crate::attack::lab::Lab;
use crate::attack::lock::{Per, Rate, Route};
use crate::attack::plan::Plan;

const GROUP: &str = "rate";
/// Larger limits are believed as far as their fields tell of them.
const MOST_DRAINED: u64 = 5_000;
/// Larger limits are not asked from several connections at once.
const MOST_PARALLEL: u64 = 100;
/// Addresses of this machine that no other case sends from.
const FLOODING: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const NEIGHBOUR: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);

pub(super) fn cases(plan: &Plan) -> Vec<Case> {
    let mut cases: Vec<Case> = plan.lock.routes.iter().flat_map(|route| of_route(plan, route)).collect();
    if let Some(source) = plan.lock.source {
        cases.extend(floods(plan, source));
    }
    cases
}

/// What uses up a limit and changes nothing: without its input a request is refused and counted all the same.
fn harmless(plan: &Plan, route: &Route, who: Who) -> Ask {
    Ask::new(&route.method, plan.missing_path(route), who)
}

fn of_route(plan: &Plan, route: &Route) -> Vec<Case> {
    let mut cases = vec![told(plan, route)];
    // The one that refuses first. Others are told of only.
    let own = route.rates.iter().min_by_key(|rate| rate.quota).copied();
    let shared = plan.lock.caller.filter(|_| route.rates.is_empty() && !route.is_public());
    let Some(rate) = own.or(shared) else { return cases };
    let who = if route.is_public() { Who::Nobody } else { plan.least(route, "attack-drain").into() };
    let source = plan.lock.source.filter(|_| who == Who::Nobody);
    // Who is not known is counted by address before, and never gets further than that.
    let quota = source.map_or(rate.quota, |source| rate.quota.min(source.quota));
    let ask = harmless(plan, route, who);
    let name = name(&rate);
    if quota > MOST_DRAINED {
        return cases;
    }
    let drained = ask.clone();
    cases.push(Case::new(&route.name(), GROUP, &name, move |lab| Box::pin(drain_and_wait(lab, drained, quota, rate))));
    cases.extend(others(plan, route, &ask, quota, rate));
    if quota <= MOST_PARALLEL {
        let what = format!("{name}, from several connections at once");
        cases.push(Case::new(&route.name(), GROUP, &what, move |lab| Box::pin(in_parallel(lab, ask, quota))));
    }
    cases
}

fn name(rate: &Rate) -> String {
    let per = match rate.per {
        Per::Caller => "caller",
        Per::Address => "address",
        Per::Route => "route",
    };
    format!("{} in {} s a {per}", rate.quota, rate.window_s)
}

/// The fields name every limit as the lock has it.
fn told(plan: &Plan, route: &Route) -> Case {
    let who = if route.is_public() { Who::Nobody } else { plan.least(route, "attack-told").into() };
    let (ask, rates) = (harmless(plan, route, who), route.rates.clone());
    Case::new(&route.name(), GROUP, "what is told of it", move |lab| {
        Box::pin(async move {
            let answer = lab.send(ask).await?;
            let told = answer.header("ratelimit-policy");
            let told: Vec<&str> = told.split(", ").filter(|limit| !limit.is_empty()).collect();
            let wanted: Vec<String> =
                rates.iter().map(|rate| format!(";q={};w={}", rate.quota, rate.window_s)).collect();
            let named =
                told.len() >= wanted.len() && told.iter().zip(&wanted).all(|(told, wanted)| told.ends_with(wanted));
            if named {
                Ok(())
            } else {
                Err(Stop::Failed(format!("expected limits {wanted:?} in `ratelimit-policy`, got {told:?}")))
            }
        })
    })
}

/// Sends as often as may be, and once more.
async fn drain(lab: &mut Lab, from: Ipv4Addr, ask: &Ask, quota: u64) -> Result<Answer, Stop> {
    for number in 1..=quota {
        let answer = lab.send_from(from, ask.clone()).await?;
        if matches!(answer.status, 429 | 500..) {
            return Err(Stop::Failed(format!(
                "expected {quota} requests to be let through, got {} at the {number}.",
                answer.status
            )));
        }
    }
    let answer = lab.send_from(from, ask.clone()).await?;
    if answer.status == 429 {
        return Ok(answer);
    }
    Err(Stop::Failed(format!("expected 429 for the request after {quota}, got {}", answer.status)))
}

/// What a refusal says of when to return.
fn retry_after(answer: &Answer, window_s: u64) -> Result<u64, Stop> {
    let told = answer.header("retry-after");
    let wait = told.parse().ok().filter(|wait| (1..=window_s).contains(wait));
    let wait = wait.ok_or_else(|| format!("expected a `retry-after` from 1 to {window_s}, got `{told}`"))?;
    let violated = answer.json().and_then(|body| body.get("violated-policies")?.as_array().cloned());
    if violated.is_none_or(|violated| violated.is_empty()) {
        return Err("expected `violated-policies` in the body of a 429".into());
    }
    // `Retry-After` is never earlier than what the field of the limit says.
    let resets =
        answer.header("ratelimit").split(", ").filter_map(|limit| limit.split(";t=").nth(1)?.parse::<u64>().ok());
    match resets.max() {
        Some(reset) if reset <= wait => Ok(wait),
        other => Err(Stop::Failed(format!("expected a `t` in `ratelimit` of up to {wait}, got {other:?}"))),
    }
}

async fn drain_and_wait(lab: &mut Lab, ask: Ask, quota: u64, rate: Rate) -> Verdict {
    let refused = drain(lab, Ipv4Addr::LOCALHOST, &ask, quota).await?;
    let wait = retry_after(&refused, rate.window_s)?;
    lab.clock.advance(Duration::from_secs(wait - 1));
    let early = lab.send(ask.clone()).await?;
    if early.status != 429 {
        return Err(Stop::Failed(format!("expected 429 a second before `retry-after`, got {}", early.status)));
    }
    lab.clock.advance(Duration::from_secs(1));
    match lab.send(ask).await?.status {
        429 => Err(Stop::Failed(format!("expected to be let through after the {wait} s of `retry-after`, got 429"))),
        _ => Ok(()),
    }
}

async fn in_parallel(lab: &mut Lab, ask: Ask, quota: u64) -> Verdict {
    let asked = quota * 2 + 8;
    let statuses = lab.at_once(&ask, asked).await?;
    let admitted = statuses.iter().filter(|status| **status != 429).count() as u64;
    if admitted == quota {
        Ok(())
    } else {
        Err(Stop::Failed(format!("expected {quota} of {asked} to be let through, got {admitted}")))
    }
}

/// Who is counted apart, and who is not.
fn others(plan: &Plan, route: &Route, ask: &Ask, quota: u64, rate: Rate) -> Vec<Case> {
    let case = |what: &str, first: (Ipv4Addr, Ask), then: (Ipv4Addr, Ask), refused: bool| {
        Case::new(&route.name(), GROUP, &format!("{}, and {what}", name(&rate)), move |lab| {
            Box::pin(async move {
                drain(lab, first.0, &first.1, quota).await?;
                let status = lab.send_from(then.0, then.1).await?.status;
                match (refused, status) {
                    (true, 429) => Ok(()),
                    (false, status) if status != 429 => Ok(()),
                    (true, status) => {
                        Err(Stop::Failed(format!("expected 429, since they are counted together, got {status}")))
                    }
                    (false, _) => Err("expected to be let through, since they are counted apart, got 429".into()),
                }
            })
        })
    };
    let here = Ipv4Addr::LOCALHOST;
    match rate.per {
        Per::Caller if !route.is_public() => {
            let other = Caller { subject: "attack-other".to_owned(), ..plan.least(route, "") };
            vec![case("another caller", (here, ask.clone()), (here, ask.clone().by(other)), false)]
        }
        Per::Caller | Per::Address if cfg!(target_os = "linux") => {
            let mut cases = vec![case("another address", (FLOODING, ask.clone()), (NEIGHBOUR, ask.clone()), false)];
            if !plan.lock.has_proxies {
                for (name, value) in [
                    ("x-forwarded-for", "198.51.100.7"),
                    ("forwarded", "for=198.51.100.7"),
                    ("x-real-ip", "198.51.100.7"),
                ] {
                    let forged = ask.clone().header(name, value);
                    cases.push(case(
                        &format!("another address by `{name}`"),
                        (FLOODING, ask.clone()),
                        (FLOODING, forged),
                        true,
                    ));
                }
            }
            cases
        }
        Per::Caller | Per::Address => {
            vec![Case::not_run(&route.name(), GROUP, &format!("{}, and another address", name(&rate)), ONE_ADDRESS)]
        }
        Per::Route => {
            let other = match &ask.who {
                Who::Caller(caller) => ask.clone().by(caller.called("attack-other")),
                _ => ask.clone(),
            };
            vec![case("another caller", (here, ask.clone()), (here, other), true)]
        }
    }
}

const ONE_ADDRESS: &str = "this machine sends from one loopback address only";

/// Floods before anybody is identified.
fn floods(plan: &Plan, source: Rate) -> Vec<Case> {
    if !cfg!(target_os = "linux") {
        return vec![Case::not_run("the application", GROUP, "floods of an address", ONE_ADDRESS)];
    }
    if source.quota > MOST_DRAINED {
        return Vec::new();
    }
    let unknown = Ask::new("GET", "/attack-there-is-no-such-path", Who::Nobody);
    let mut cases = vec![flood("unknown paths", unknown, source, 404, None)];
    if let Some(route) = plan.lock.routes.iter().find(|route| !route.is_public()) {
        let ask = harmless(plan, route, Who::Bearer("no.good.token".to_owned()));
        let ask = Ask { body: Body::None, ..ask };
        let known = plan.least(route, "attack-known");
        cases.push(flood("no credentials", ask.clone().by(Who::Nobody), source, 401, None));
        cases.push(flood("bad tokens", ask, source, 401, Some(known)));
    }
    cases
}

/// As many as an address may send, then 429, and not for its neighbours, nor for a caller who was known before (C98, C122).
fn flood(what: &str, ask: Ask, source: Rate, status: u16, known: Option<Caller>) -> Case {
    Case::new("the application", GROUP, &format!("a flood of {what}"), move |lab| {
        Box::pin(async move {
            let known = known.map(|caller| ask.clone().by(Who::Bearer(lab.token(&caller).mint())));
            if let Some(known) = &known {
                lab.send_from(FLOODING, known.clone()).await?;
            }
            for number in 1..=source.quota {
                let got = lab.send_from(FLOODING, ask.clone()).await?.status;
                if got != status {
                    return Err(Stop::Failed(format!(
                        "expected {status} {} times, got {got} at the {number}.",
                        source.quota
                    )));
                }
            }
            let refused = lab.send_from(FLOODING, ask.clone()).await?;
            if refused.status != 429 {
                return Err(Stop::Failed(format!(
                    "expected 429 after {} requests, got {}",
                    source.quota, refused.status
                )));
            }
            let wait = retry_after(&refused, source.window_s)?;
            for (who, from, asked) in
                [("a neighbour", NEIGHBOUR, Some(&ask)), ("a known caller", FLOODING, known.as_ref())]
            {
                let Some(asked) = asked else { continue };
                if lab.send_from(from, asked.clone()).await?.status == 429 {
                    return Err(Stop::Failed(format!("expected {who} to be let through beside a flood, got 429")));
                }
            }
            lab.clock.advance(Duration::from_secs(wait));
            let again = lab.send_from(FLOODING, ask).await?.status;
            if again == status {
                Ok(())
            } else {
                Err(Stop::Failed(format!("expected {status} after `retry-after`, got {again}")))
            }
        })
    })
}
