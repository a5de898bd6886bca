//! What `tests/mutation/run` asks: which guards there are, whether the applications hold, and what catches one guard less.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use articles::article::Role;
use secure_api::mutation::Guard;
use secure_api_testing::attack::{CaseReport, Outcome, Report};
use secure_api_testing::{Attack, Value, json};

use super::{edges, limits, notes};

/// An application and its name. Those after the first have what it has not.
type Application = (&'static str, fn() -> Attack);

const APPLICATIONS: [Application; 3] =
    [("articles", articles), ("notes", || notes::attack(notes::api)), ("limits", limits::attack)];
/// How long the attack on one application may take, on a machine that is busy with others.
const LONGEST: Duration = Duration::from_secs(600);

fn articles() -> Attack {
    Attack::on(articles::api)
        .lock(include_str!("../../../examples/articles/security.lock"))
        .object("articles::article::Article", |world| async move {
            let draft =
                json!({ "title": "Mine", "contact": "ada@example.com", "tags": ["own"], "text": "And nobody else's." });
            let made = world.owner().as_role(Role::Editor).post("/articles").json(&draft).await;
            made.assert_status(201).location().to_owned()
        })
        .shared("DELETE", "/articles/{id}", "an admin removes what others have written")
}

/// `list`, `whole`, or the name of a guard: prints one line of JSON for it.
pub(crate) fn main() -> ExitCode {
    let asked = std::env::args().nth(1).unwrap_or_default();
    let Ok(runtime) = tokio::runtime::Runtime::new() else { return ExitCode::FAILURE };
    let said = match (asked.as_str(), Guard::named(&asked)) {
        ("list", _) => listed(),
        ("whole", _) => runtime.block_on(whole()),
        (_, Some(guard)) if guard.switch_off() => runtime.block_on(without(guard)),
        _ => return ExitCode::FAILURE,
    };
    println!("{said}");
    ExitCode::SUCCESS
}

fn listed() -> Value {
    let told = |guard: &Guard| json!({ "name": format!("{guard:?}"), "area": guard.area(), "what": guard.what() });
    Guard::ALL.iter().map(told).collect()
}

/// With every guard: what holds, and what does not.
async fn whole() -> Value {
    let (mut held, mut fails) = (Vec::new(), Vec::new());
    for (application, attack) in APPLICATIONS {
        let report = attack().quietly().within(LONGEST).run().await;
        held.extend(report.cases().iter().filter(|case| case.outcome.is_held()).map(|case| named(application, case)));
        if !report.held() {
            fails.push(format!("{application}: {report}"));
        }
    }
    for (edge, answer) in edges::asked().await {
        match answer {
            Ok(()) => held.push(format!("edges: {edge}")),
            Err(why) => fails.push(format!("edges: {edge}: {why}")),
        }
    }
    json!({ "held": held, "fails": fails })
}

/// Without one guard: the first case that finds it out. The cases about the like come first, then all.
async fn without(guard: Guard) -> Value {
    let began = Instant::now();
    let area = if guard.area() == "headers" { "matrix" } else { guard.area() };
    let mut caught = Value::Null;
    // What the attack is known not to try is asked at once.
    let applications = if area == "edges" { &[][..] } else { &APPLICATIONS[..] };
    for (application, attack) in applications {
        let attack = || attack().quietly().within(LONGEST).stop_after(1);
        let mut found = of_guard(application, &attack().group(area).run().await);
        if found.is_none() {
            found = of_guard(application, &attack().run().await);
        }
        if let Some(found) = found {
            caught = found;
            break;
        }
    }
    if caught.is_null() {
        let failed = edges::asked().await.into_iter().find_map(|(edge, answer)| Some((edge, answer.err()?)));
        caught = failed.map_or(Value::Null, |(edge, why)| json!({ "case": format!("edges: {edge}"), "why": why }));
    }
    json!({ "caught": caught, "met": Guard::was_met(), "seconds": began.elapsed().as_secs_f64() })
}

/// A case that failed. That an application does not start, or makes no object, shows nothing of a guard.
fn of_guard(application: &str, report: &Report) -> Option<Value> {
    let shows = |why: &str| !why.contains("does not start") && !why.contains("could not be made");
    report.failed().find_map(|case| match &case.outcome {
        Outcome::Failed { why, .. } if shows(why) => Some(json!({ "case": named(application, case), "why": why })),
        _ => None,
    })
}

fn named(application: &str, case: &CaseReport) -> String {
    format!("{application}: {}", case.id)
}
