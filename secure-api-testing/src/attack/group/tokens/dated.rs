//! How far a clock may be off, to the second, and what a profile asks of a token (C33, C35).

use std::time::Duration;

use super::{GROUP, refused};
use crate::TestToken;
use crate::attack::ask::{Ask, Who};
use crate::attack::case::{Case, Stop};
use crate::attack::group::matrix::admitted;
use crate::attack::lock::Route;
use crate::attack::plan::Plan;

/// What a test says whose application declares its issuer in another way than the attack.
const DECLARED: &str = "if the application declares it so, say so: `.issuer(|issuer| issuer.jwt().leeway(..))`";
/// How a token is made that lacks something of RFC 9068.
type Lacking = (&'static str, fn(TestToken) -> TestToken);

const LACKING: [Lacking; 5] = [
    ("without the type of an access token", |token| token.without_header("typ")),
    ("of the type of any token", |token| token.header("typ", "JWT")),
    ("without `client_id`", |token| token.without("client_id")),
    ("without `jti`", |token| token.without("jti")),
    ("without `iat`", |token| token.without("iat")),
];

pub(super) fn cases(plan: &Plan, route: &Route, ask: &Ask) -> Vec<Case> {
    let Some(issuer) = &plan.lock.issuer else { return Vec::new() };
    let mut cases = Vec::new();
    if let Some(leeway_s) = issuer.leeway_s {
        cases.push(late(plan, route, ask, leeway_s));
        cases.push(early(plan, route, ask, leeway_s));
    }
    if let Some(life_s) = plan.lock.longest_life_s {
        cases.extend(long_lived(plan, route, ask, life_s));
    }
    if issuer.profile_rfc9068 {
        let lacking = LACKING.into_iter().map(|(what, changed)| {
            super::bad(plan, route, ask, what, move |lab, caller| Ok(changed(lab.token(caller)?).mint()))
        });
        cases.extend(lacking);
    }
    cases
}

/// What is revoked is remembered as long as a token may live, so that none may live longer.
fn long_lived(plan: &Plan, route: &Route, ask: &Ask, life_s: u64) -> [Case; 2] {
    let of = move |token: TestToken, life_s: u64| {
        let issued = token.said("iat").as_u64().unwrap_or_default();
        token.claim("exp", issued + life_s).mint()
    };
    let (ask_as, caller, expected) = (ask.clone(), plan.least(route, "attack-long-lived"), admitted(plan, route));
    [
        Case::new(&route.name(), GROUP, &format!("of a life of {life_s} s"), move |lab| {
            Box::pin(async move {
                let token = of(lab.token(&caller)?, life_s);
                let answer = lab.send(ask_as.by(Who::Bearer(token))).await?;
                Ok(expected.check(&answer)?)
            })
        }),
        super::bad(plan, route, ask, &format!("of a life of {} s", life_s + 1), move |lab, caller| {
            Ok(of(lab.token(caller)?, life_s + 1))
        }),
    ]
}

/// Believed as long as the leeway lasts, and not a second longer.
fn late(plan: &Plan, route: &Route, ask: &Ask, leeway_s: u64) -> Case {
    let (ask, caller, expected) = (ask.clone(), plan.least(route, "attack-late"), admitted(plan, route));
    Case::new(&route.name(), GROUP, &format!("expired, to the second of {leeway_s} s of leeway"), move |lab| {
        Box::pin(async move {
            let (first, second) = (lab.token(&caller)?, lab.token(&caller)?);
            let (now, end) = (lab.unix_s()?, first.said("exp").as_u64().unwrap_or_default());
            // The last second in which it is believed; at no leeway, the last of its own.
            lab.pass(Duration::from_secs((end - now + leeway_s).saturating_sub(1)))?;
            let answer = lab.send(ask.clone().by(Who::Bearer(first.mint()))).await?;
            expected.check(&answer).map_err(|why| Stop::Failed(format!("{why} within the leeway: {DECLARED}")))?;
            lab.pass(Duration::from_secs(1))?;
            // Another one, of which nobody remembers that it was good.
            let answer = lab.send(ask.by(Who::Bearer(second.mint()))).await?;
            refused(lab, &answer).map_err(|why| Stop::Failed(format!("{why} beyond the leeway: {DECLARED}")))
        })
    })
}

/// The same before it is valid.
fn early(plan: &Plan, route: &Route, ask: &Ask, leeway_s: u64) -> Case {
    let (ask, caller, expected) = (ask.clone(), plan.least(route, "attack-early"), admitted(plan, route));
    Case::new(&route.name(), GROUP, &format!("not valid yet, to the second of {leeway_s} s of leeway"), move |lab| {
        Box::pin(async move {
            let now = lab.unix_s()?;
            let token = |begins: u64| Ok::<_, Stop>(lab.token(&caller)?.claim("nbf", begins).mint());
            let (soon, later) = (token(now + leeway_s)?, token(now + leeway_s + 1)?);
            let answer = lab.send(ask.clone().by(Who::Bearer(soon))).await?;
            expected.check(&answer).map_err(|why| Stop::Failed(format!("{why} within the leeway: {DECLARED}")))?;
            let answer = lab.send(ask.by(Who::Bearer(later))).await?;
            refused(lab, &answer).map_err(|why| Stop::Failed(format!("{why} beyond the leeway: {DECLARED}")))
        })
    })
}
