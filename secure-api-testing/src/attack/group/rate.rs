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
/// More are not sent one after the other.
const MOST_IN_TURN: u64 = 100;
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
    cases.extend(together(plan, route, &ask, rate));
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
    let refused = |status: &u16| matches!(status, 429 | 500..);
    let statuses = many(lab, from, ask, quota).await?;
    if let Some(number) = statuses.iter().position(refused) {
        let got = statuses[number];
        return Err(Stop::Failed(format!(
            "expected {quota} requests to be let through, got {got} at the {}.",
            number + 1
        )));
    }
    let answer = lab.send_from(from, ask.clone()).await?;
    if answer.status == 429 {
        return Ok(answer);
    }
    Err(Stop::Failed(format!("expected 429 for the request after {quota}, got {}", answer.status)))
}

/// Sends so many. A large number goes over several connections, which is faster.
async fn many(lab: &mut Lab, from: Ipv4Addr, ask: &Ask, times: u64) -> Result<Vec<u16>, Stop> {
    if times > MOST_IN_TURN {
        return lab.at_once(from, ask, times).await;
    }
    let mut statuses = Vec::new();
    for _ in 0..times {
        statuses.push(lab.send_from(from, ask.clone()).await?.status);
    }
    Ok(statuses)
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
    lab.pass(Duration::from_secs(wait - 1))?;
    let early = lab.send(ask.clone()).await?;
    if early.status != 429 {
        return Err(Stop::Failed(format!("expected 429 a second before `retry-after`, got {}", early.status)));
    }
    lab.pass(Duration::from_secs(1))?;
    match lab.send(ask).await?.status {
        429 => Err(Stop::Failed(format!("expected to be let through after the {wait} s of `retry-after`, got 429"))),
        _ => Ok(()),
    }
}

async fn in_parallel(lab: &mut Lab, ask: Ask, quota: u64) -> Verdict {
    let asked = quota * 2 + 8;
    let statuses = lab.at_once(Ipv4Addr::LOCALHOST, &ask, asked).await?;
    let admitted = statuses.iter().filter(|status| **status != 429).count() as u64;
    if admitted == quota {
        Ok(())
    } else {
        Err(Stop::Failed(format!("expected {quota} of {asked} to be let through, got {admitted}")))
    }
}

/// Who is counted apart, and who is not: asked when the limit is used up.
fn others(plan: &Plan, route: &Route, ask: &Ask, quota: u64, rate: Rate) -> Option<Case> {
    let here = Ipv4Addr::LOCALHOST;
    let other = match &ask.who {
        Who::Caller(caller) => Some(ask.clone().by(caller.called("attack-other"))),
        _ => None,
    };
    let by_caller = rate.per == Per::Caller && other.is_some();
    if rate.per != Per::Route && !by_caller && !cfg!(target_os = "linux") {
        let what = format!("{}, and others", name(&rate));
        return Some(Case::not_run(&route.name(), GROUP, &what, ONE_ADDRESS));
    }
    // Who is meant, from where, and whether it is refused as well.
    let mut asked: Vec<(String, Ipv4Addr, Ask, bool)> = Vec::new();
    let first = match (rate.per, other) {
        (Per::Route, other) => {
            asked.extend(other.map(|other| ("another caller".to_owned(), here, other, true)));
            here
        }
        (Per::Caller, Some(other)) => {
            asked.push(("another caller".to_owned(), here, other, false));
            asked.push(("the same caller with another token".to_owned(), here, ask.clone(), true));
            here
        }
        (Per::Caller | Per::Address, _) => {
            asked.push(("another address".to_owned(), NEIGHBOUR, ask.clone(), false));
            let claims =
                [("x-forwarded-for", "198.51.100.7"), ("forwarded", "for=198.51.100.7"), ("x-real-ip", "198.51.100.7")];
            for (name, value) in claims.into_iter().filter(|_| !plan.lock.has_proxies) {
                asked.push((
                    format!("the same address with `{name}`"),
                    FLOODING,
                    ask.clone().header(name, value),
                    true,
                ));
            }
            FLOODING
        }
    };
    let ask = ask.clone();
    Some(Case::new(&route.name(), GROUP, &format!("{}, and others", name(&rate)), move |lab| {
        Box::pin(async move {
            drain(lab, first, &ask, quota).await?;
            for (who, from, ask, refused) in asked {
                let status = lab.send_from(from, ask).await?.status;
                if (status == 429) != refused {
                    let expected = if refused { "to be refused as well" } else { "to be let through" };
                    return Err(Stop::Failed(format!("expected {who} {expected}, got {status}")));
                }
            }
            Ok(())
        })
    }))
}

/// What all callers have together, used up by several of whom each keeps to its own.
fn together(plan: &Plan, route: &Route, ask: &Ask, own: Rate) -> Option<Case> {
    let all = route.rates.iter().find(|rate| rate.per == Per::Route && rate.quota <= MOST_DRAINED).copied()?;
    if own.per != Per::Caller || route.is_public() {
        return None;
    }
    let (ask, caller) = (ask.clone(), plan.least(route, "attack-together"));
    let what = format!("{}, by several callers", name(&all));
    Some(Case::new(&route.name(), GROUP, &what, move |lab| {
        Box::pin(async move {
            for number in 0..=all.quota {
                let of_its_own = caller.called(&format!("attack-together-{}", number / own.quota));
                let status = lab.send(ask.clone().by(of_its_own)).await?.status;
                if (status == 429) != (number == all.quota) {
                    return Err(Stop::Failed(format!(
                        "expected {} to be let through, got {status} at the {}.",
                        all.quota,
                        number + 1
                    )));
                }
            }
            Ok(())
        })
    }))
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
            let known = match known {
                Some(caller) => Some(ask.clone().by(Who::Bearer(lab.token(&caller)?.mint()))),
                None => None,
            };
            if let Some(known) = &known {
                lab.send_from(FLOODING, known.clone()).await?;
            }
            let statuses = many(lab, FLOODING, &ask, source.quota).await?;
            if let Some(number) = statuses.iter().position(|got| *got != status) {
                let (got, times) = (statuses[number], source.quota);
                return Err(Stop::Failed(format!("expected {status} {times} times, got {got} at the {}.", number + 1)));
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
            lab.pass(Duration::from_secs(wait))?;
            let again = lab.send_from(FLOODING, ask).await?.status;
            if again == status {
                Ok(())
            } else {
                Err(Stop::Failed(format!("expected {status} after `retry-after`, got {again}")))
            }
        })
    })
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
