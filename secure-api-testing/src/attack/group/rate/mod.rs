//! How often: the declared number and not one more, and `Retry-After` to the second (C96 to C100).

mod drain;
mod floods;

use std::net::Ipv4Addr;

use crate::attack::ask::{Answer, Ask, Who};
use crate::attack::case::{Case, Running, Stop, Verdict};
use crate::attack::lab::Lab;
use crate::attack::lock::{Per, Rate, Route};
use crate::attack::plan::Plan;

use drain::Drain;

const GROUP: &str = "rate";
/// Larger limits are not used up.
const MOST_DRAINED: u64 = 5_000;
/// More are not sent one after the other.
const MOST_IN_TURN: u64 = 100;
/// Addresses of this machine that no other case sends from.
const FLOODING: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const NEIGHBOUR: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);
const ONE_ADDRESS: &str = "this machine sends from one loopback address only";
const TOO_MANY: &str = "the attack uses up no limit of more than 5,000 requests";

pub(super) fn cases(plan: &Plan) -> Vec<Case> {
    let mut cases: Vec<Case> = plan.lock.routes.iter().flat_map(|route| of_route(plan, route)).collect();
    if let Some(source) = plan.lock.source {
        cases.extend(floods::cases(plan, source));
    }
    cases
}

/// What uses up a limit and changes nothing: without its input a request is refused and counted all the same.
fn harmless(plan: &Plan, route: &Route, who: Who) -> Ask {
    Ask::new(&route.method, plan.missing_path(route), who)
}

fn of_route(plan: &Plan, route: &Route) -> Vec<Case> {
    let of_caller = route.rates.iter().any(|rate| rate.per == Per::Caller);
    // What a caller has over all routes counts where the route has nothing of its own for callers.
    let shared = plan.lock.caller.filter(|_| !of_caller && !route.is_public());
    let limits: Vec<Rate> = route.rates.iter().copied().chain(shared).collect();
    let mut cases = vec![told(plan, route, limits.clone())];
    for (place, rate) in limits.iter().enumerate() {
        let beside: Vec<Rate> =
            limits.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, rate)| *rate).collect();
        let whole = shared.is_some() && place + 1 == limits.len();
        let who = if route.is_public() { Who::Nobody } else { plan.least(route, "attack-drain").into() };
        cases.extend(of_limit(plan, route, *rate, &beside, who, whole));
    }
    cases
}

/// One limit of a route, beside others that count the same requests. `whole` is the one over all routes.
fn of_limit(plan: &Plan, route: &Route, rate: Rate, beside: &[Rate], who: Who, whole: bool) -> Vec<Case> {
    let name = name(&rate);
    if rate.quota > MOST_DRAINED {
        return vec![Case::not_run(&route.name(), GROUP, &name, TOO_MANY)];
    }
    let stranger = who == Who::Nobody;
    let ask = harmless(plan, route, who);
    // Who is not known is counted by address first. Where that ends before this limit does, it is taken away for the case.
    let wide = stranger && plan.lock.source.is_some_and(|source| source.quota <= rate.quota * 2 + 8);
    let Some(drain) = Drain::of(rate, beside) else {
        return by_callers(plan, route, &ask, rate, beside).unwrap_or_else(|| {
            let why = "another limit of the route always refuses before this one";
            // What all routes have together is used up at another one.
            if whole { Vec::new() } else { vec![Case::not_run(&route.name(), GROUP, &name, why)] }
        });
    };
    let case = |what: &str, run: Box<dyn for<'l> FnOnce(&'l mut Lab) -> Running<'l> + Send>| {
        Case::new(&route.name(), GROUP, what, move |lab| Box::pin(apart(lab, wide, run)))
    };
    let (drained, asked) = (drain, ask.clone());
    let mut cases = vec![case(&name, Box::new(move |lab| Box::pin(drained.and_wait(lab, asked))))];
    match drain::others(plan, &ask, rate) {
        Ok((first, others)) => {
            let (drained, asked) = (drain, ask.clone());
            let run: Box<dyn for<'l> FnOnce(&'l mut Lab) -> Running<'l> + Send> =
                Box::new(move |lab| Box::pin(drained.and_others(lab, first, asked, others)));
            cases.push(case(&format!("{name}, and others"), run));
        }
        Err(why) => cases.push(Case::not_run(&route.name(), GROUP, &format!("{name}, and others"), why)),
    }
    if drain.is_at_once() {
        let what = format!("{name}, from several connections at once");
        let quota = rate.quota;
        cases.push(case(&what, Box::new(move |lab| Box::pin(drain::in_parallel(lab, ask, quota)))));
    }
    cases
}

/// What several callers use up together of whom each keeps to its own.
fn by_callers(plan: &Plan, route: &Route, ask: &Ask, rate: Rate, beside: &[Rate]) -> Option<Vec<Case>> {
    let tighter = || beside.iter().filter(|other| other.quota <= rate.quota);
    if rate.per == Per::Caller || route.is_public() || tighter().any(|other| other.per != Per::Caller) {
        return None;
    }
    let each = tighter().map(|other| other.quota).min()?;
    let (ask, caller) = (ask.clone(), plan.least(route, "attack-together"));
    let what = format!("{}, by several callers", name(&rate));
    Some(vec![Case::new(&route.name(), GROUP, &what, move |lab| {
        Box::pin(drain::together(lab, ask, caller, rate, each))
    })])
}

/// Runs a case, against an application whose addresses have no limit of their own where that is `wide`.
async fn apart(lab: &mut Lab, wide: bool, run: impl for<'l> FnOnce(&'l mut Lab) -> Running<'l>) -> Verdict {
    if !wide {
        return run(lab).await;
    }
    let mut own = lab.without_source_limit().await?;
    let verdict = run(&mut own).await;
    lab.take_over(own);
    verdict
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
fn told(plan: &Plan, route: &Route, rates: Vec<Rate>) -> Case {
    let who = if route.is_public() { Who::Nobody } else { plan.least(route, "attack-told").into() };
    let ask = harmless(plan, route, who);
    Case::new(&route.name(), GROUP, "what is told of it", move |lab| {
        Box::pin(async move {
            let answer = lab.send(ask).await?;
            let told = answer.header("ratelimit-policy");
            let told: Vec<&str> = told.split(", ").filter(|limit| !limit.is_empty()).collect();
            let wanted: Vec<String> =
                rates.iter().map(|rate| format!(";q={};w={}", rate.quota, rate.window_s)).collect();
            let named =
                told.len() == wanted.len() && told.iter().zip(&wanted).all(|(told, wanted)| told.ends_with(wanted));
            if named {
                Ok(())
            } else {
                Err(Stop::Failed(format!("expected limits {wanted:?} in `ratelimit-policy`, got {told:?}")))
            }
        })
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(retry: &str, limit: &str, body: &'static str) -> Answer {
        let mut headers = http::HeaderMap::new();
        headers.insert("retry-after", retry.parse().unwrap());
        headers.insert("ratelimit", limit.parse().unwrap());
        Answer { status: 429, headers, body: bytes::Bytes::from_static(body.as_bytes()) }
    }

    #[test]
    fn a_refusal_says_when_to_return_and_nothing_later() {
        let (limit, body) = ("\"caller\";r=0;t=60", r#"{"violated-policies":["caller"]}"#);
        assert_eq!(retry_after(&refusal("60", limit, body), 60), Ok(60));
        for (retry, limit, body) in [
            ("61", limit, body),
            ("0", limit, body),
            ("soon", limit, body),
            ("59", limit, body),
            ("60", "", body),
            ("60", limit, r#"{"violated-policies":[]}"#),
            ("60", limit, "{}"),
        ] {
            assert!(retry_after(&refusal(retry, limit, body), 60).is_err(), "{retry} {limit} {body}");
        }
    }
}
