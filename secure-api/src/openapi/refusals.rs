//! What a route answers: what it sends where it succeeds, and every refusal that the framework gives on it.

use serde_json::{Map, Value, json};

use crate::inventory::{Access, Answer, Inventory, Place, Route};

use super::schema::{ANYTHING, Names, value};

/// A refusal of the framework: its status, what it is called in the document, when it is given, and the fields it carries
/// beside those of every answer.
struct Refused {
    status: &'static str,
    name: &'static str,
    when: &'static str,
    headers: &'static [&'static str],
    /// Whether a route may answer it.
    on: fn(&Route) -> bool,
}

const REFUSED: &[Refused] = &[
    Refused {
        status: "400",
        name: "Malformed",
        when: "The request is malformed, or has more than one credential.",
        headers: &[],
        on: |_| true,
    },
    Refused {
        status: "401",
        name: "Unauthorized",
        when: "No token, or one that is not accepted: the body does not say why.",
        headers: &["WWW-Authenticate"],
        on: reads_token,
    },
    Refused {
        status: "403",
        name: "Forbidden",
        when: "The caller lacks the role or the scope.",
        headers: &["WWW-Authenticate"],
        on: asks_for_more,
    },
    Refused {
        status: "404",
        name: "NotFound",
        when: "There is no such object, or it is none of the caller's.",
        headers: &[],
        on: |route| !route.params.is_empty() || !route.objects.is_empty(),
    },
    Refused {
        status: "405",
        name: "MethodNotAllowed",
        when: "The path has no such method.",
        headers: &["Allow"],
        on: |_| true,
    },
    Refused {
        status: "406",
        name: "NotAcceptable",
        when: "The client takes no JSON.",
        headers: &[],
        on: |route| !route.answer.foreign && !route.answer.page,
    },
    Refused { status: "408", name: "BodySlow", when: "The body comes too slowly.", headers: &[], on: reads_body },
    Refused {
        status: "413",
        name: "BodyTooLarge",
        when: "The body is larger than the route takes.",
        headers: &[],
        on: reads_body,
    },
    Refused {
        status: "415",
        name: "UnsupportedType",
        when: "The body is of another type.",
        headers: &["Accept"],
        on: reads_body,
    },
    Refused {
        status: "422",
        name: "Invalid",
        when: "A field breaks a rule: `errors` says which and how.",
        headers: &[],
        on: |route| !route.inputs.is_empty(),
    },
    Refused {
        status: "429",
        name: "TooMany",
        when: "The limit of the caller or of the address is used up.",
        headers: &["Retry-After"],
        on: |_| true,
    },
    Refused {
        status: "500",
        name: "Broken",
        when: "A fault of the application: `request_id` finds it in the log.",
        headers: &[],
        on: |_| true,
    },
    Refused {
        status: "503",
        name: "Unavailable",
        when: "Something that the answer needs is not there, or there are too many calls.",
        headers: &["Retry-After"],
        on: |_| true,
    },
    Refused { status: "default", name: "Refused", when: "The handler refuses.", headers: &[], on: |_| true },
];

fn reads_token(route: &Route) -> bool {
    !matches!(route.access, Access::Public { optional: None, .. })
}

fn asks_for_more(route: &Route) -> bool {
    matches!(&route.access, Access::Caller { role, scope, .. } if role.is_some() || scope.is_some())
}

fn reads_body(route: &Route) -> bool {
    route.inputs.iter().any(|input| input.place != Place::Query)
}

/// The answers of a route.
pub(super) fn of_route(inventory: &Inventory, route: &Route, names: &Names) -> Map<String, Value> {
    let mut answers = Map::new();
    answers.extend(successes(inventory, route, names));
    for refused in REFUSED.iter().filter(|refused| (refused.on)(route)) {
        let reference = json!({ "$ref": format!("#/components/responses/{}", refused.name) });
        answers.insert(refused.status.to_owned(), reference);
    }
    answers
}

/// What is sent where nothing is refused. Where the handler chooses its status, it is a success or a redirection.
fn successes(inventory: &Inventory, route: &Route, names: &Names) -> Vec<(String, Value)> {
    let answered = |what: &str, named: &[&str], content: Option<(&str, Value)>| {
        let mut headers = common(inventory);
        headers.extend(named.iter().map(|name| ((*name).to_owned(), header(name))));
        let mut answer = json!({ "description": what, "headers": headers });
        if let (Some((media, schema)), Some(answer)) = (content, answer.as_object_mut()) {
            answer.insert("content".to_owned(), json!({ media: { "schema": schema } }));
        }
        answer
    };
    let known = |status: u16, answer: Value| (status.to_string(), answer);
    let chosen = |answers: [Value; 2]| ["2XX", "3XX"].map(str::to_owned).into_iter().zip(answers).collect();
    match &route.answer {
        Answer { page: true, .. } => vec![
            known(200, answered("The page.", &["ETag"], Some(("text/html", page())))),
            known(304, answered("The page is the one that the client has.", &["ETag"], None)),
        ],
        Answer { foreign: true, .. } => {
            let what = "An answer of which nothing is declared.";
            let any = || Some(("*/*", json!({})));
            chosen([answered(what, &[], any()), answered(what, &["Location"], any())])
        }
        Answer { status: None, .. } => chosen([
            answered("It is done: a status, and nothing else.", &[], None),
            answered("There is nothing new, or nothing here: a status, and nothing else.", &[], None),
        ]),
        Answer { status: Some(status), schema, location, .. } => {
            let content = schema.as_ref().map(|schema| ("application/json", value(schema, names)));
            let named: &[&str] = if *location { &["Location"] } else { &[] };
            vec![known(*status, answered("It is done.", named, content))]
        }
    }
}

/// It is larger than the document by what shows it.
fn page() -> Value {
    json!({ "type": "string", "maxLength": 100_000_000, "pattern": ANYTHING })
}

/// The refusals, each once.
pub(super) fn responses(inventory: &Inventory) -> Map<String, Value> {
    let response = |refused: &Refused| {
        let mut headers = common(inventory);
        headers.extend(refused.headers.iter().map(|name| ((*name).to_owned(), header(name))));
        let content = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
        (refused.name.to_owned(), json!({ "description": refused.when, "headers": headers, "content": content }))
    };
    REFUSED.iter().map(response).collect()
}

/// What every answer may carry.
fn common(inventory: &Inventory) -> Map<String, Value> {
    let mut names = vec!["RateLimit", "RateLimit-Policy", "X-Request-Id"];
    if inventory.application.cors.is_some() {
        names.push("Access-Control-Allow-Origin");
    }
    names.into_iter().map(|name| (name.to_owned(), header(name))).collect()
}

fn header(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

/// The header fields, each once.
pub(super) fn headers(inventory: &Inventory) -> Map<String, Value> {
    let text = |most: u32| json!({ "type": "string", "maxLength": most, "pattern": "^[\\x20-\\x7e]*$" });
    let fields = [
        ("Accept", "The media type that is taken.", text(200)),
        ("Access-Control-Allow-Origin", "The origin whose pages may read the answer, where it asked.", text(300)),
        ("Allow", "The methods that the path has.", text(100)),
        ("ETag", "What the page is known by.", text(100)),
        (
            "Location",
            "Where what was made is found.",
            json!({ "type": "string", "format": "uri-reference", "maxLength": 8_192 }),
        ),
        ("RateLimit", "What is left of each limit, and until when (draft-ietf-httpapi-ratelimit-headers).", text(500)),
        ("RateLimit-Policy", "The limits (draft-ietf-httpapi-ratelimit-headers).", text(500)),
        (
            "Retry-After",
            "In how many seconds the next attempt may succeed.",
            json!({ "type": "integer", "format": "int32", "minimum": 0, "maximum": i32::MAX }),
        ),
        ("WWW-Authenticate", "What credential is asked for (RFC 6750).", text(500)),
        ("X-Request-Id", "The request in the log.", text(100)),
    ];
    let (cors, page) = (inventory.application.cors.is_some(), inventory.routes.iter().any(|route| route.answer.page));
    let used = fields.into_iter().filter(|(name, ..)| match *name {
        "Access-Control-Allow-Origin" => cors,
        "ETag" => page,
        _ => true,
    });
    used.map(|(name, what, schema)| (name.to_owned(), json!({ "description": what, "schema": schema }))).collect()
}
