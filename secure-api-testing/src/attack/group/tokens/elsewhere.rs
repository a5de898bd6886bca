//! A good token where nobody reads one: who sends it there is a stranger (C23).

use super::GROUP;
use crate::attack::ask::{Ask, Who};
use crate::attack::case::{Case, Expected, Stop};
use crate::attack::lock::Route;
use crate::attack::plan::{OWNER, Plan};

const FORM: &str = "application/x-www-form-urlencoded";
/// A place, and how a token is put there.
type Elsewhere = (&'static str, fn(Ask, &str) -> Ask);

const PLACES: [Elsewhere; 4] = [
    ("in a cookie", |ask, token| ask.header("cookie", format!("access_token={token}"))),
    ("in a header of its own", |ask, token| ask.header("x-access-token", token)),
    ("of another scheme", |ask, token| ask.header("authorization", format!("Basic {token}"))),
    ("in the body of a form", |ask, token| ask.only_header("content-type", FORM).body(format!("access_token={token}"))),
];

pub(super) fn cases(plan: &Plan, route: &Route, ask: &Ask) -> Vec<Case> {
    PLACES
        .into_iter()
        .map(|place| if route.is_public() { told_apart(plan, route, place) } else { refused(plan, route, ask, place) })
        .collect()
}

fn refused(plan: &Plan, route: &Route, ask: &Ask, (what, put): Elsewhere) -> Case {
    let (ask, caller) = (ask.clone(), plan.least(route, "attack-misplaced"));
    Case::new(&route.name(), GROUP, what, move |lab| {
        Box::pin(async move {
            let token = lab.token(&caller)?.mint();
            let answer = lab.send(put(ask, &token)).await?;
            Ok(Expected::status(401).check(&answer)?)
        })
    })
}

/// Where strangers are answered too, a token that is believed is seen only by what its bearer is shown: an object of the bearer's own.
fn told_apart(plan: &Plan, route: &Route, (what, put): Elsewhere) -> Case {
    let ask = plan.ask(route, "", Who::Nobody);
    let (owner, route, name) = (plan.least(route, OWNER), route.clone(), route.name());
    Case::new(&name, GROUP, what, move |lab| {
        Box::pin(async move {
            let path = match route.objects.last() {
                Some(object) => {
                    let id = lab.object(&object.resource).await?;
                    lab.path(&route, &id)
                }
                None => lab.plan.missing_path(&route),
            };
            let ask = ask.to(path);
            let token = lab.token(&owner)?.mint();
            let known = lab.send(ask.clone().by(Who::Bearer(token.clone()))).await?.telling();
            let stranger = lab.send(ask.clone()).await?.telling();
            if known == stranger {
                return Err(Stop::NotRun(
                    "a stranger is answered as a caller is, so that a token that is believed shows nowhere".to_owned(),
                ));
            }
            let answer = lab.send(put(ask, &token)).await?;
            let believed =
                answer.telling() == known || (200..300).contains(&answer.status) && answer.status != stranger.0;
            if believed { Err("expected what a stranger is answered, got what the token opens".into()) } else { Ok(()) }
        })
    })
}
