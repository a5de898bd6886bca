//! What arrives: each bound and one past it, what nobody declared, sizes, types, and what must come back nowhere (C13, C14, C85 to
//! C88, C108).

use serde_json::{Value, json};

use super::super::ask::{Ask, Body, Caller, Who};
use super::super::case::{Case, Expected, Stop};
use super::super::lab::Lab;
use super::super::lock::{Field, Route};
use super::super::log::{self, CANARY};
use super::super::plan::{Plan, with_query};
use super::super::value::{Edge, as_form, edges, escaped};
use super::matrix::admitted;

const GROUP: &str = "body";
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
/// What servers decide, and attackers send.
const SERVER_OWNED: [&str; 12] = [
    "id",
    "owner",
    "owner_id",
    "role",
    "roles",
    "is_admin",
    "admin",
    "created_at",
    "updated_at",
    "tenant_id",
    "verified",
    "price_paid",
];

/// Where an input stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Json,
    Form,
    Query,
}

pub(super) fn cases(plan: &Plan) -> Vec<Case> {
    plan.lock.routes.iter().flat_map(|route| of_route(plan, route)).collect()
}

fn of_route(plan: &Plan, route: &Route) -> Vec<Case> {
    let mut cases = canaries(plan, route);
    for (place, name) in [(Place::Json, &route.json), (Place::Form, &route.form), (Place::Query, &route.query)] {
        let Some(name) = name else { continue };
        let Some(sample) = plan.sample(name) else {
            let why = format!("no value of `{name}` is known to be good: give one, `.sample(\"{name}\", json!(..))`");
            cases.push(Case::not_run(&route.name(), GROUP, &format!("each rule of `{name}`"), &why));
            continue;
        };
        let fields = plan.lock.inputs.get(name).map(Vec::as_slice).unwrap_or_default();
        let input = Input { plan, route, place, sample, fields };
        cases.extend(input.rules());
        cases.extend(input.undeclared());
        if place != Place::Query {
            cases.extend(input.types());
            cases.extend(input.sizes());
            cases.extend(input.before_it_is_read());
        }
    }
    if route.answers_json {
        let ask = caller_ask(plan, route).header("accept", "text/html");
        cases.push(Case::shot(&route.name(), GROUP, "an answer in HTML is asked for", ask, Expected::status(406)));
    }
    cases
}

fn caller_ask(plan: &Plan, route: &Route) -> Ask {
    let who = if route.is_public() { Who::Nobody } else { plan.least(route, "attack-writer").into() };
    plan.ask(route, &plan.missing_path(route), who)
}

/// One input of one route.
struct Input<'p> {
    plan: &'p Plan,
    route: &'p Route,
    place: Place,
    sample: Value,
    fields: &'p [Field],
}

impl Input<'_> {
    fn case(&self, what: &str, ask: Ask, expected: Expected) -> Case {
        Case::shot(&self.route.name(), GROUP, what, ask, expected)
    }

    fn admitted(&self) -> Expected {
        admitted(self.plan, self.route)
    }

    /// A request with this input, and all else as it should be.
    fn with(&self, input: &Value) -> Ask {
        match self.place {
            Place::Json => self.text(&input.to_string()),
            Place::Form => self.text(&as_form(input)),
            Place::Query => {
                let ask = caller_ask(self.plan, self.route);
                let path = self.plan.missing_path(self.route);
                ask.to(with_query(&path, input))
            }
        }
    }

    /// The same with the input as text.
    fn text(&self, text: &str) -> Ask {
        let ask = caller_ask(self.plan, self.route);
        match self.place {
            Place::Json => ask.only_header("content-type", JSON).body(text.to_owned()),
            Place::Form => ask.only_header("content-type", FORM).body(text.to_owned()),
            Place::Query => ask.to(format!("{}?{text}", self.plan.missing_path(self.route))),
        }
    }

    /// Each bound, and one past it.
    fn rules(&self) -> Vec<Case> {
        let limit = self.route.body.filter(|_| self.place != Place::Query);
        let fits = |edge: &Edge| limit.is_none_or(|limit| edge.input.to_string().len() as u64 <= limit);
        // Texts are all that a form knows: what is of another type in JSON is none there.
        let writable = |edge: &Edge| {
            let only_json = [
                "that is a number",
                "that is a list",
                "that is a truth value",
                "that is null",
                "that is no list",
                "[0]",
            ];
            self.place == Place::Json || !only_json.iter().any(|text| edge.what.contains(text))
        };
        let all = edges(self.fields, &self.sample, &self.plan.lock);
        let all = all.into_iter().filter(fits).filter(writable);
        let cases = all.map(|edge| {
            let expected = if edge.accepted { self.admitted() } else { Expected::status(422).names(&edge.names) };
            self.case(&edge.what, self.with(&edge.input), expected)
        });
        cases.collect()
    }

    /// Fields that nobody declared, fields twice, and what is no document at all.
    fn undeclared(&self) -> Vec<Case> {
        let mut cases = Vec::new();
        let taken = |name: &str| self.fields.iter().any(|field| field.name == name);
        for name in SERVER_OWNED.into_iter().chain(["attack_unknown"]).filter(|name| !taken(name)) {
            let mut input = self.sample.clone();
            input[name] = json!("1");
            cases.push(self.case(
                &format!("`{name}`, which is not declared"),
                self.with(&input),
                Expected::status(422).names(name),
            ));
        }
        let twice = self.sample.as_object().and_then(|members| members.iter().next());
        if let Some((name, value)) = twice {
            let again = match self.place {
                Place::Json => format!("{},{}:{value}}}", self.sample.to_string().trim_end_matches('}'), json!(name)),
                Place::Form | Place::Query => {
                    let one = as_form(&json!({ name.as_str(): value }));
                    format!("{}&{one}", as_form(&self.sample))
                }
            };
            // In a form a list is a key that is there again and again.
            if self.place == Place::Json || !value.is_array() {
                cases.push(self.case(&format!("`{name}` twice"), self.text(&again), Expected::status(400)));
            }
        }
        if self.place == Place::Json {
            cases.extend(self.no_json());
        }
        cases
    }

    fn no_json(&self) -> Vec<Case> {
        let whole = self.sample.to_string();
        let open = whole.trim_end_matches('}');
        let deep = |signs: usize| format!("{open},\"attack_deep\":{}{}}}", "[".repeat(signs), "]".repeat(signs));
        let mut cases = Vec::new();
        for (what, text) in [
            ("half a document", open.to_owned()),
            ("two documents", format!("{whole}{whole}")),
            ("a comma too many", format!("{open},}}")),
            ("NaN", format!("{open},\"attack_number\":NaN}}")),
            ("a comment", format!("{whole}// done")),
            ("single quotes", whole.replace('"', "'")),
            ("nothing", String::new()),
            ("a byte order mark", format!("\u{feff}{whole}")),
            ("40 brackets deep", deep(40)),
            ("100,000 brackets deep", deep(100_000)),
        ] {
            let small = self.route.body.is_none_or(|limit| text.len() as u64 <= limit);
            if small {
                cases.push(self.case(what, self.text(&text), Expected::status(400)));
            }
        }
        let bytes = [whole.as_bytes(), b"\xff\xfe"].concat();
        let latin = Ask { body: Body::Whole(bytes.into()), ..self.text("") };
        cases.push(self.case("bytes that are no UTF-8", latin, Expected::status(400)));
        for (what, text) in
            [("a list in place of an object", "[]"), ("a text in place of an object", "\"x\""), ("null", "null")]
        {
            cases.push(self.case(what, self.text(text), Expected::status(422)));
        }
        cases
    }

    /// Another type than the declared one, and codings that hide it.
    fn types(&self) -> Vec<Case> {
        let good = self.with(&self.sample);
        let (own, other) = if self.place == Place::Json { (JSON, FORM) } else { (FORM, JSON) };
        let refused = || Expected::status(415).header("accept", own);
        let mut cases = Vec::new();
        for kind in ["text/plain", other, "multipart/form-data; boundary=x", "text/html", "application/xml", ""] {
            let ask = good.clone().only_header("content-type", kind);
            cases.push(self.case(&format!("of the type `{kind}`"), ask, refused()));
        }
        for kind in [
            format!("{own}; charset=utf-16"),
            format!("{own}; charset=iso-8859-1"),
            format!("{own}, text/plain"),
            format!("{own}x"),
        ] {
            let ask = good.clone().only_header("content-type", kind.as_str());
            cases.push(self.case(&format!("of the type `{kind}`"), ask, refused()));
        }
        let mut without = good.clone();
        without.headers.retain(|(name, _)| name != "content-type");
        cases.push(self.case("without a type", without, refused()));
        cases.push(self.case("of two types", good.clone().header("content-type", "text/plain"), refused()));
        for coding in ["gzip", "br", "zstd"] {
            cases.push(self.case(
                &format!("coded with {coding}"),
                good.clone().header("content-encoding", coding),
                refused(),
            ));
        }
        let upper = good.only_header("content-type", format!("{}; charset=UTF-8", own.to_uppercase()));
        cases.push(self.case("of the type in other letters", upper, self.admitted()));
        cases
    }

    /// As long as declared, and a byte longer, with and without an honest length.
    fn sizes(&self) -> Vec<Case> {
        let Some(limit) =
            self.route.body.and_then(|limit| usize::try_from(limit).ok()).filter(|limit| *limit <= 16 << 20)
        else {
            return Vec::new();
        };
        let text = if self.place == Place::Json { self.sample.to_string() } else { as_form(&self.sample) };
        let mut cases = Vec::new();
        if self.place == Place::Json && text.len() < limit {
            let padded = |length: usize| self.text(&format!("{text}{}", " ".repeat(length - text.len())));
            let chunked = |ask: Ask| Ask { body: Body::Chunked(ask.bytes().to_vec().into()), ..ask };
            cases.push(self.case("as long as may be", padded(limit), self.admitted()));
            cases.push(self.case("as long as may be, in chunks", chunked(padded(limit)), self.admitted()));
            cases.push(self.case("a byte too long, in chunks", chunked(padded(limit + 1)), Expected::status(413)));
        }
        let head = format!("content-type: {}\r\n", if self.place == Place::Json { JSON } else { FORM });
        let announced = format!("{head}content-length: {}\r\n", limit + 1);
        cases.push(self.raw("a byte too long, as announced", announced, "", false, &[413]));
        let short = format!("{head}content-length: {}\r\n", text.len() - 1);
        cases.push(self.raw("longer than announced", short, &text, false, &[400, 422]));
        let long = format!("{head}content-length: {}\r\n", text.len() + 10);
        cases.push(self.raw("shorter than announced", long, &text, true, &[400]));
        cases
    }

    /// Bytes on a connection of their own, by whoever may call. `closes` ends the sending side.
    fn raw(&self, what: &str, headers: String, body: &str, closes: bool, expected: &'static [u16]) -> Case {
        let ask = caller_ask(self.plan, self.route);
        let body = body.to_owned();
        Case::new(&self.route.name(), GROUP, what, move |lab| {
            Box::pin(async move {
                let sent = format!("{}{headers}\r\n{body}", head(lab, &ask));
                let heard = lab.raw(sent.into_bytes(), closes).await?;
                // A peer that has gone is told nothing.
                match heard.answers.first() {
                    None if closes && heard.closed => Ok(()),
                    None => Err("expected an answer, got none".into()),
                    Some(answer) => Ok(Expected::one_of(expected.iter().copied()).check(answer)?),
                }
            })
        })
    }

    /// Who may not call is told so, whatever the body is, and before any of it is read.
    fn before_it_is_read(&self) -> Vec<Case> {
        if self.route.is_public() {
            return Vec::new();
        }
        let by = |ask: Ask, who: Who| ask.by(who);
        let powerless = || Who::from(Caller::named("attack-powerless"));
        let mut cases = Vec::new();
        let needs = self.route.role.is_some() || self.route.scope.is_some();
        let callers = [("a stranger", Who::Nobody, 401)]
            .into_iter()
            .chain(needs.then(|| ("a caller without the role", powerless(), 403)));
        for (what, who, status) in callers {
            let broken = by(self.text("{\"broken"), who.clone());
            cases.push(self.case(&format!("a broken body of {what}"), broken.clone(), Expected::status(status)));
            let typed = broken.only_header("content-type", "text/plain");
            cases.push(self.case(&format!("a body of another type of {what}"), typed, Expected::status(status)));
            let ask = by(caller_ask(self.plan, self.route), who);
            let what = format!("a gigabyte that {what} announces");
            cases.push(Case::new(&self.route.name(), GROUP, &what, move |lab| {
                Box::pin(async move {
                    let sent = format!("{}content-type: {JSON}\r\ncontent-length: 1073741824\r\n\r\n", head(lab, &ask));
                    let heard = lab.raw(sent.into_bytes(), false).await?;
                    let answer = heard.answers.first().ok_or("expected an answer before the body is sent, got none")?;
                    Ok(Expected::status(status).check(answer)?)
                })
            }));
        }
        cases
    }
}

/// The head of a request, but for its last empty line.
fn head(lab: &Lab, ask: &Ask) -> String {
    let token = match &ask.who {
        Who::Caller(caller) => format!("authorization: Bearer {}\r\n", lab.token(caller).mint()),
        Who::Bearer(token) => format!("authorization: Bearer {token}\r\n"),
        Who::Nobody => String::new(),
    };
    format!("{} {} HTTP/1.1\r\nhost: api.test\r\n{token}", ask.method, ask.target)
}

/// What is sent comes back nowhere: in no answer, and in no line of the log.
fn canaries(plan: &Plan, route: &Route) -> Vec<Case> {
    let text = |place: &str| format!("{CANARY}-{}-{place}", route.name().replace(['/', ' ', '{', '}'], "-"));
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
