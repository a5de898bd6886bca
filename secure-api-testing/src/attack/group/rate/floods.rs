//! Floods before anybody is identified (C98, C122).

use std::time::Duration;

use super::{FLOODING, GROUP, MOST_DRAINED, NEIGHBOUR, ONE_ADDRESS, TOO_MANY, harmless, retry_after};
use crate::attack::ask::{Ask, Body, Caller, Who};
use crate::attack::case::{Case, Stop};
use crate::attack::group::rate::drain::many;
use crate::attack::lock::Rate;
use crate::attack::plan::Plan;

/// Floods before anybody is identified.
pub(super) fn cases(plan: &Plan, source: Rate) -> Vec<Case> {
    if !cfg!(target_os = "linux") {
        return vec![Case::not_run("the application", GROUP, "floods of an address", ONE_ADDRESS)];
    }
    if source.quota > MOST_DRAINED {
        return vec![Case::not_run("the application", GROUP, "floods of an address", TOO_MANY)];
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
