//! OpenAPI 3.1, from the inventory: the same constants and types that are enforced.
//!
//! Each operation has its security, its parameters and its body with every bound and rule, its answer, and every refusal that the
//! framework gives on it, with the type of its problem. What a handler refuses by itself is declared by nobody: `default` stands
//! for it.
//!
//! A route serves the document where the application mounts one, with a policy like any other:
//!
//! ```
//! use secure_api::prelude::*;
//! use secure_api::openapi::{Document, OpenApi};
//!
//! #[get("/openapi.json")]
//! #[secure(public = "the contract is published", rate = "60/min per address")]
//! async fn contract(document: Document) -> Document {
//!     document
//! }
//!
//! let api = Api::new(()).openapi(OpenApi::new("Greetings", "1.0.0")).mount(routes![contract]);
//! let document = api.inventory().openapi(&OpenApi::new("Greetings", "1.0.0"));
//! assert_eq!(document["openapi"], "3.1.0");
//! ```
//!
//! People read it on a page, which a route serves likewise: `DocumentPage` (feature `openapi-page`).
//!
//! Roles and scopes stand beside the requirement of the scheme `bearer` as `x-required-role` and `x-required-scope`, with `any` or
//! `all` of them: OpenAPI has names in a requirement for OAuth2 alone, and there all of them.
//!
//! | rule | in the schema |
//! |---|---|
//! | a bound of a type or a rule | `minLength`, `maxLength`, `minItems`, `maxItems`, `minimum`, `maximum`, .. |
//! | `email`, `url` | `format` |
//! | `contains`, `does_not_contain` | `pattern`, and `not` |
//! | `regex`, `must_match`, `custom`, and bounds that are computed | `description`, since they are code |

mod document;
mod operation;
#[cfg(feature = "openapi-page")]
mod page;
mod refusals;
mod schema;

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::inventory::{Asked, Inventory, Route};

pub use document::Document;
#[cfg(feature = "openapi-page")]
pub use page::DocumentPage;

/// What routes serve of the document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Published {
    pub(crate) json: Option<Bytes>,
    #[cfg(feature = "openapi-page")]
    pub(crate) page: Option<page::Made>,
}

impl Published {
    #[cfg_attr(not(feature = "openapi-page"), allow(unused_variables, reason = "nothing asks for a page"))]
    /// The document of an application, and the page that shows it, where a route serves one.
    pub(crate) fn of(inventory: &Inventory, about: &OpenApi, with_page: bool) -> Self {
        let document = inventory.openapi(about);
        Self {
            json: Some(document.to_string().into()),
            #[cfg(feature = "openapi-page")]
            page: with_page.then(|| page::Made::of(&about.title, document)),
        }
    }
}

/// What the document says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "hand it to `Api::openapi` or `Inventory::openapi`"]
pub struct OpenApi {
    title: String,
    version: String,
    description: Option<String>,
    contact: Option<(String, String)>,
    license: Option<(String, String)>,
    servers: Vec<Server>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Server {
    url: String,
    what: String,
    internal: bool,
}

impl OpenApi {
    /// A document with this title, for this version of the application.
    pub fn new(title: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            version: version.into(),
            description: None,
            contact: None,
            license: None,
            servers: Vec::new(),
        }
    }

    /// What the application is for, in CommonMark.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Who answers questions: a name, and a URL.
    pub fn contact(mut self, name: impl Into<String>, url: impl Into<String>) -> Self {
        self.contact = Some((name.into(), url.into()));
        self
    }

    /// Under what license the document is: a name, and a URL.
    pub fn license(mut self, name: impl Into<String>, url: impl Into<String>) -> Self {
        self.license = Some((name.into(), url.into()));
        self
    }

    /// Where the application is served, and what that place is for, as `("https://api.example.com", "production")`.
    pub fn server(mut self, url: impl Into<String>, what: impl Into<String>) -> Self {
        self.servers.push(Server { url: url.into(), what: what.into(), internal: false });
        self
    }

    /// The same of a place that is not meant for everybody.
    pub fn internal_server(mut self, url: impl Into<String>, what: impl Into<String>) -> Self {
        self.servers.push(Server { url: url.into(), what: what.into(), internal: true });
        self
    }

    fn info(&self) -> Value {
        let mut info = json!({ "title": self.title, "version": self.version });
        let mut say = |name: &str, said: Option<Value>| {
            if let (Some(said), Some(info)) = (said, info.as_object_mut()) {
                info.insert(name.to_owned(), said);
            }
        };
        let named = |(name, url): &(String, String)| json!({ "name": name, "url": url });
        say("description", self.description.clone().map(Value::from));
        say("contact", self.contact.as_ref().map(named));
        say("license", self.license.as_ref().map(named));
        info
    }
}

impl Inventory {
    /// The routes as OpenAPI 3.1 describes them. The same inventory gives the same document.
    #[must_use]
    pub fn openapi(&self, about: &OpenApi) -> Value {
        let names = schema::Names::of(self);
        let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
        let ids = operation_ids(&self.routes);
        for (route, id) in self.routes.iter().zip(&ids) {
            let operation = operation::operation(self, route, id, &names);
            paths.entry(&route.path).or_default().insert(route.method.to_lowercase(), operation);
        }
        let tags: BTreeSet<&str> = self.routes.iter().map(|route| operation::tag(&route.path)).collect();
        let tag = |name: &&str| json!({ "name": name, "description": format!("The routes under `/{name}`.") });
        let server = |Server { url, what, internal }: &Server| json!({ "url": url, "description": what, "x-internal": internal });
        json!({
            "openapi": "3.1.0",
            "info": about.info(),
            "servers": about.servers.iter().map(server).collect::<Vec<_>>(),
            "tags": tags.iter().map(tag).collect::<Vec<_>>(),
            "paths": paths,
            "components": {
                "schemas": schema::schemas(self, &names, &paths),
                "responses": refusals::responses(self),
                "headers": refusals::headers(self),
                "securitySchemes": schemes(self),
            },
        })
    }
}

/// The name of the scheme in requirements.
const BEARER: &str = "bearer";

fn schemes(inventory: &Inventory) -> Value {
    let issuers: Vec<String> = inventory.application.issuers.iter().filter_map(|of| of.issuer.here.clone()).collect();
    let whose = if issuers.is_empty() { String::new() } else { format!(" Issued by {}.", issuers.join(" or ")) };
    json!({ BEARER: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": format!("A signed token, verified as RFC8725 has it.{whose}"),
    }})
}

/// ``with the role `editor` or `admin` ``
fn needed(what: &str, asked: &Asked) -> String {
    format!("with the {what} `{}`", asked.names.join(if asked.all { "` and `" } else { "` or `" }))
}

/// The name of each handler, with as many of its modules as tell it from the others.
fn operation_ids(routes: &[Route]) -> Vec<String> {
    let parts: Vec<Vec<&str>> = routes.iter().map(|route| route.handler.rsplit("::").collect()).collect();
    let id = |parts: &[&str], length: usize| -> String {
        parts.iter().take(length).rev().copied().collect::<Vec<_>>().join("_")
    };
    let of = |(place, own): (usize, &Vec<&str>)| {
        let told_apart = |length: &usize| {
            let others = parts.iter().enumerate().filter(|(other, _)| *other != place);
            others.map(|(_, parts)| id(parts, *length)).all(|other| other != id(own, *length))
        };
        match (1..=own.len()).find(told_apart) {
            Some(length) => id(own, length),
            // One handler that is mounted twice.
            None => format!("{}_{place}", id(own, own.len())),
        }
    };
    parts.iter().enumerate().map(of).collect()
}
