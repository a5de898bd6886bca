//! Tokens that must not be believed (C23 to C38, C109, C110), on every route that looks at one. All bad ones get one answer.

use std::time::Duration;

use super::forge::FORGERIES;
use super::matrix::admitted;
use crate::attack::ask::{Answer, Ask, Who};
use crate::attack::case::{Case, Expected, Stop};
use crate::attack::lab::Lab;
use crate::attack::lock::Route;
use crate::attack::plan::Plan;
use crate::attack::report::short;

const GROUP: &str = "token";
/// More than issuers are given to have their clocks wrong.
const LEEWAY_S: u64 = 120;

pub(super) fn cases(plan: &Plan) -> Vec<Case> {
    let routes = plan.lock.routes.iter().filter(|route| route.reads_tokens());
    routes.flat_map(|route| of_route(plan, route)).collect()
}

fn of_route(plan: &Plan, route: &Route) -> Vec<Case> {
    let ask = plan.ask(route, &plan.missing_path(route), Who::Nobody);
    let mut cases = vec![good(plan, route, &ask)];
    for (what, forged) in FORGERIES {
        cases.push(bad(plan, route, &ask, what, move |lab, caller| Ok(forged(&lab.token(caller)?))));
    }
    let names = crate::TestIssuer::new().token("attack-names").hostile();
    for (what, _) in names {
        let hostile = move |lab: &Lab, caller: &_| {
            let all = lab.token(caller)?.hostile();
            let public = || Stop::NotRun("it needs the public key of the issuer".to_owned());
            all.into_iter().find(|(name, _)| *name == what).map(|(_, token)| token).ok_or_else(public)
        };
        cases.push(bad(plan, route, &ask, what, hostile));
    }
    for (what, text) in [("no token at all", ""), ("`null`", "null"), ("a word", "admin"), ("not ASCII", "tökén")] {
        cases.push(bad(plan, route, &ask, what, move |_, _| Ok(text.to_owned())));
    }
    cases.push(outlived(plan, route, &ask));
    cases.extend(misplaced(plan, route, &ask));
    cases
}

/// That it was good when it was sent before is no reason to believe it when its time is over.
fn outlived(plan: &Plan, route: &Route, ask: &Ask) -> Case {
    let (ask, caller, expected) = (ask.clone(), plan.least(route, "attack-outlived"), admitted(plan, route));
    Case::new(&route.name(), GROUP, "good before, and expired", move |lab| {
        Box::pin(async move {
            let token = lab.token(&caller)?;
            let (now, end) = (lab.unix_s()?, token.said("exp").as_u64().unwrap_or_default());
            let ask = ask.by(Who::Bearer(token.mint()));
            let before = lab.send(ask.clone()).await?;
            expected.check(&before)?;
            // Beyond any usual leeway, and soon enough to be remembered.
            lab.pass(Duration::from_secs(end.saturating_sub(now) + LEEWAY_S))?;
            let answer = lab.send(ask).await?;
            refused(lab, &answer)?;
            Ok(())
        })
    })
}

/// What all others are compared with: the same token, when nothing is wrong with it.
fn good(plan: &Plan, route: &Route, ask: &Ask) -> Case {
    let ask = ask.clone().by(plan.least(route, "attack-good"));
    Case::shot(&route.name(), GROUP, "good", ask, admitted(plan, route))
}

fn bad(
    plan: &Plan,
    route: &Route,
    ask: &Ask,
    what: &str,
    forged: impl FnOnce(&Lab, &crate::attack::ask::Caller) -> Result<String, Stop> + Send + 'static,
) -> Case {
    let (ask, caller) = (ask.clone(), plan.least(route, "attack-forger"));
    Case::new(&route.name(), GROUP, what, move |lab| {
        Box::pin(async move {
            let token = lab.forged(forged(lab, &caller)?)?;
            let answer = lab.send(ask.by(Who::Bearer(token))).await?;
            refused(lab, &answer)?;
            Ok(())
        })
    })
}

/// 401, and not to be told from any other (C24, C116).
fn refused(lab: &mut Lab, answer: &Answer) -> Result<(), String> {
    Expected::status(401).header_holds("www-authenticate", "error=\"invalid_token\"").check(answer)?;
    let found = (answer.header("www-authenticate").to_owned(), answer.body.clone());
    let first = lab.refused_token.get_or_insert_with(|| found.clone());
    if *first == found {
        return Ok(());
    }
    let told = |(challenge, body): &(String, bytes::Bytes)| format!("`{challenge}` with {}", short(body));
    Err(format!("this refusal is told from others: {}, and otherwise {}", told(&found), told(first)))
}

/// Tokens that are good, in the wrong place or beside another.
fn misplaced(plan: &Plan, route: &Route, ask: &Ask) -> Vec<Case> {
    let query = |ask: &Ask, token: &str| {
        let sign = if ask.target.contains('?') { '&' } else { '?' };
        format!("{}{sign}access_token={token}", ask.target)
    };
    let place = move |what: &str, expected: Expected, put: fn(Ask, String, String) -> Ask| {
        let (ask, caller) = (ask.clone(), plan.least(route, "attack-misplaced"));
        Case::new(&route.name(), GROUP, what, move |lab| {
            Box::pin(async move {
                let token = lab.token(&caller)?.mint();
                let target = query(&ask, &token);
                let answer = lab.send(put(ask, token, target)).await?;
                expected.check(&answer)?;
                Ok(())
            })
        })
    };
    let unheard = || {
        if route.is_public() { Expected::none_of([200, 201, 204]) } else { Expected::status(401) }
    };
    let ambiguous = || Expected::status(400).header_holds("www-authenticate", "error=\"invalid_request\"");
    vec![
        place("in the query", Expected::status(401), |ask, _, target| ask.to(target)),
        place("in the header and in the query", ambiguous(), |ask, token, target| {
            ask.to(target).header("authorization", format!("Bearer {token}"))
        }),
        place("two headers", ambiguous(), |ask, token, _| {
            let bearer = format!("Bearer {token}");
            ask.header("authorization", bearer.clone()).header("authorization", bearer)
        }),
        place("in a cookie", unheard(), |ask, token, _| ask.header("cookie", format!("access_token={token}"))),
        place("in a header of its own", unheard(), |ask, token, _| ask.header("x-access-token", token)),
        place("of another scheme", unheard(), |ask, token, _| ask.header("authorization", format!("Basic {token}"))),
        place("in the body of a form", unheard(), |ask, token, _| {
            let form = "application/x-www-form-urlencoded";
            ask.only_header("content-type", form).body(format!("access_token={token}"))
        }),
        place("too long to be read", Expected::status(431), |ask, token, _| {
            ask.header("authorization", format!("Bearer {token}{}", "x".repeat(20_000)))
        }),
    ]
}
