//! What arrives: each bound and one past it, what nobody declared, sizes, types, and what must come back nowhere (C13, C14, C85 to
//! C88, C108).

mod canary;
mod size;
mod slow;

use serde_json::{Value, json};

use super::matrix::admitted;
use crate::attack::ask::{Ask, Body, Who};
use crate::attack::case::{Case, Expected};
use crate::attack::lock::{Field, Route};
use crate::attack::plan::{Plan, with_query};
use crate::attack::value::{Edge, Wanted, as_form, edges};

const GROUP: &str = "body";
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
/// A longer target is refused before anything of it is read.
const LONGEST_TARGET: usize = 8_192;
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
    let mut cases = canary::canaries(plan, route);
    cases.extend(slow::unheld(route));
    for (place, name) in [(Place::Json, &route.json), (Place::Form, &route.form), (Place::Query, &route.query)] {
        let Some(name) = name else { continue };
        let Some(sample) = plan.sample(name) else {
            let why = format!("no value of `{name}` is known to be good: give one, `.sample(\"{name}\", json!(..))`");
            cases.push(Case::not_run(&route.name(), GROUP, &format!("each rule of `{name}`"), &why));
            continue;
        };
        let Some(fields) = plan.lock.inputs.get(name).map(Vec::as_slice) else {
            let why = "the lock does not say what it takes";
            cases.push(Case::not_run(&route.name(), GROUP, &format!("each rule of `{name}`"), why));
            continue;
        };
        let input = Input { plan, route, place, name, sample, fields };
        cases.extend(input.rules());
        cases.extend(input.undeclared());
        if place != Place::Query {
            cases.extend(input.types());
            cases.extend(input.sizes());
            cases.extend(input.slow());
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
    name: &'p str,
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
        // Texts are all that a form knows: what is of another type in JSON is none there.
        let writable = |edge: &Edge| {
            let only_json = [
                "that is a number",
                "that is a list",
                "that is a truth value",
                "that is null",
                "that is no list",
                "that is `true` in quotes",
                "[0]",
            ];
            self.place == Place::Json
                || matches!(edge.wanted, Wanted::Untried(_))
                || !only_json.iter().any(|text| edge.what.contains(text))
        };
        let all = edges(self.fields, &self.sample, &self.plan.lock);
        all.into_iter().filter(writable).map(|edge| self.rule(edge)).collect()
    }

    fn rule(&self, edge: Edge) -> Case {
        let expected = match edge.wanted {
            Wanted::Accepted => self.admitted(),
            Wanted::Refused => Expected::status(422).names(&edge.names),
            Wanted::Untried(why) => {
                let what = format!("{}, in `{}`", edge.what, self.name);
                return Case::not_run(&self.route.name(), GROUP, &what, &why);
            }
        };
        let ask = self.with(&edge.input);
        // A bound that no request has room for: what is refused is its size, whatever the rule is.
        let expected = match self.room(&ask) {
            None => expected,
            Some(refused) => Expected::status(refused),
        };
        self.case(&edge.what, ask, expected)
    }

    /// The status of a request that is too large for what it holds to be read at all.
    fn room(&self, ask: &Ask) -> Option<u16> {
        if ask.target.len() > LONGEST_TARGET {
            return Some(414);
        }
        let limit = self.route.body.filter(|_| self.place != Place::Query)?;
        (ask.bytes().len() as u64 > limit).then_some(413)
    }

    /// Fields that nobody declared, fields twice, and what is no document at all.
    fn undeclared(&self) -> Vec<Case> {
        let mut cases = Vec::new();
        let taken = |name: &str| self.fields.iter().any(|field| field.name == name);
        let own = self.plan.lock.server_owned.iter().map(String::as_str);
        for name in SERVER_OWNED.into_iter().chain(own).chain(["attack_unknown"]).filter(|name| !taken(name)) {
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
            let ask = self.text(&text);
            let expected = Expected::status(self.room(&ask).unwrap_or(400));
            cases.push(self.case(what, ask, expected));
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
}
