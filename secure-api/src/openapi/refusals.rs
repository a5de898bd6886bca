//! What a route answers: what it sends where it succeeds, and every refusal that the framework gives on it.

use serde_json::{Map, Value, json};

use crate::inventory::{Access, Inventory, Place, Route};

use super::schema::{Names, value};

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
        on: |route| route.answer.schema.is_some(),
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
    answers.insert(status(route), success(inventory, route, names));
    for refused in REFUSED.iter().filter(|refused| (refused.on)(route)) {
        let reference = json!({ "$ref": format!("#/components/responses/{}", refused.name) });
        answers.insert(refused.status.to_owned(), reference);
    }
    answers
}

/// Where the handler chooses its status, it is a success.
fn status(route: &Route) -> String {
    route.answer.status.map_or("2XX".to_owned(), |status| status.to_string())
}

fn success(inventory: &Inventory, route: &Route, names: &Names) -> Value {
    let mut headers = common(inventory);
    if route.answer.location {
        headers.insert("Location".to_owned(), header("Location"));
    }
    let mut answer = json!({ "description": "It is done.", "headers": headers });
    if let (Some(schema), Some(answer)) = (&route.answer.schema, answer.as_object_mut()) {
        answer.insert("content".to_owned(), json!({ "application/json": { "schema": value(schema, names) } }));
    }
    answer
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
    let cors = inventory.application.cors.is_some();
    let used = fields.into_iter().filter(|(name, ..)| cors || *name != "Access-Control-Allow-Origin");
    used.map(|(name, what, schema)| (name.to_owned(), json!({ "description": what, "schema": schema }))).collect()
}
