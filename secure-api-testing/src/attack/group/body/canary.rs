//! What is sent comes back nowhere: in no answer, and in no line of the log (C85, C108).

use serde_json::{Value, json};

use super::{GROUP, JSON, caller_ask};
use crate::attack::ask::{Ask, Who};
use crate::attack::case::{Case, Expected, Stop};
use crate::attack::lock::Route;
use crate::attack::log::{self, CANARY};
use crate::attack::plan::Plan;
use crate::attack::value::escaped;

/// What is sent comes back nowhere: in no answer, and in no line of the log.
pub(super) fn canaries(plan: &Plan, route: &Route) -> Vec<Case> {
    let text =
        |place: &str| format!("{CANARY}-{}-{}-{place}", plan.mark, route.name().replace(['/', ' ', '{', '}'], "-"));
    let ask = caller_ask(plan, route);
    let mut cases = vec![
        canary(route, "a cookie", text("cookie"), ask.clone().header("cookie", format!("session={}", text("cookie")))),
        canary(route, "a token", text("token"), ask.clone().by(Who::Bearer(format!("{}.x.y", text("token"))))),
        canary(route, "a header of a key", text("key"), ask.clone().header("x-api-key", text("key"))),
    ];
    if route.json.is_some() {
        let body = |what: &str, text: String, body: String| {
            canary(route, what, text, ask.clone().only_header("content-type", JSON).body(body))
        };
        let value = text("value");
        let fields =
            route.json.as_ref().and_then(|name| plan.lock.inputs.get(name)).map(Vec::as_slice).unwrap_or_default();
        let all: serde_json::Map<String, Value> =
            fields.iter().map(|field| (field.name.clone(), json!([{ "secret": value }]))).collect();
        cases.push(body("values of another type", value.clone(), Value::Object(all).to_string()));
        cases.push(body("a body that breaks off", text("syntax"), format!("{{\"password\": \"{}", text("syntax"))));
        let key = format!("{} <b>", text("unknown"));
        cases.push(body("the name of a field", key.clone(), json!({ key.as_str(): 1 }).to_string()));
        cases.push(body(
            "the value of an unknown field",
            text("other"),
            json!({ "attack_other": text("other") }).to_string(),
        ));
    }
    if route.query.is_some() {
        let path = plan.missing_path(route);
        let value = text("query");
        let asked = ask.to(format!("{path}?{}=1", escaped(&format!("{value} <b>"))));
        // The target of a request is logged, and a name that is harmless is repeated.
        cases.push(Case::shot(
            &route.name(),
            GROUP,
            "canary in the name of a parameter",
            asked,
            Expected::one_of([400, 422]).and(move |answer| {
                if answer.holds(&value) { Err(format!("expected no `{value}` in the answer")) } else { Ok(()) }
            }),
        ));
    }
    cases
}

fn canary(route: &Route, place: &str, text: String, ask: Ask) -> Case {
    Case::new(&route.name(), GROUP, &format!("canary in {place}"), move |lab| {
        Box::pin(async move {
            let answer = lab.send(ask).await?;
            if answer.holds(&text) {
                return Err(Stop::Failed(format!("expected no `{text}` in the answer")));
            }
            if let Some(deaf) = lab.is_deaf() {
                return Err(deaf);
            }
            if !log::listens() {
                return Err(Stop::NotRun(
                    "the test has a subscriber of its own, so that the log cannot be looked at".to_owned(),
                ));
            }
            match log::lines_with(&text).first() {
                Some(line) => Err(Stop::Failed(format!("expected no `{text}` in the log, got: {line}"))),
                None => Ok(()),
            }
        })
    })
}
