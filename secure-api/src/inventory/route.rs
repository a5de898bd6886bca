//! One route, with its policy.

use serde::Serialize;

use super::Schema;

/// One route.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Route {
    /// The method. `GET` answers `HEAD` as well.
    pub method: String,
    /// The pattern with the prefix that it is mounted under, as `/v1/articles/{id}`.
    pub path: String,
    /// The handler with its modules, as `articles::routes::show`.
    pub handler: String,
    /// The file of the handler, as the compiler names it; from `src/` on where that would be a path of the machine.
    pub file: String,
    /// Its line.
    pub line: u32,
    /// Who may call.
    pub access: Access,
    /// The declared limits, in their order.
    pub rates: Vec<Limit>,
    /// Whether the limit of a caller that the application has for all counts here too: no declared one counts callers.
    pub caller_rate: bool,
    /// The most bytes of a body, where one is read.
    pub body_limit: Option<u64>,
    /// The time the handler has, in milliseconds.
    pub timeout_ms: u64,
    /// How many calls may run at once, where that is bounded.
    pub concurrency: Option<u32>,
    /// The parameters of the path, from left to right.
    pub params: Vec<Param>,
    /// The decisions on objects, in the order of the arguments.
    pub objects: Vec<ObjectRule>,
    /// What it reads of a body or a query.
    pub inputs: Vec<Input>,
    /// What it answers where it succeeds.
    pub answer: Answer,
    /// The fields of its answer that only some see.
    pub limited: Vec<Limited>,
    /// What somebody vouched for in its types.
    pub vouched: Vec<Vouched>,
}

/// Who may call a route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Access {
    /// Anyone.
    Public {
        /// Why nobody has to say who they are.
        reason: String,
        /// How a known caller is told apart, where one is.
        optional: Option<Scheme>,
    },
    /// Callers who prove who they are and hold what is asked.
    Caller {
        /// How they prove it.
        scheme: Scheme,
        /// The roles asked for.
        role: Option<Asked>,
        /// The scopes asked for.
        scope: Option<Asked>,
    },
}

/// How a caller proves who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Scheme {
    /// A signed token in `Authorization: Bearer`.
    Jwt,
}

/// Roles or scopes that are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Asked {
    /// Their names.
    pub names: Vec<String>,
    /// Whether all of them are needed, or any.
    pub all: bool,
    /// Every name of the vocabulary that is enough alone, by inclusion too; none where several are needed that nothing includes.
    pub held_by: Vec<String>,
}

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Limit {
    /// The most calls in any window.
    pub quota: u32,
    /// How many calls a window sustains.
    pub count: u32,
    /// The window, in seconds.
    pub window_s: u32,
    /// The most calls in one window where that is more than `count`.
    pub burst: Option<u32>,
    /// Whose calls are counted together.
    pub per: Per,
}

/// Whose calls are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Per {
    /// One caller, by issuer and subject; on a public route an unknown one by its address.
    Caller,
    /// One client address (IPv6 by its /56).
    Address,
    /// All calls of the route.
    Route,
}

/// A parameter of the path.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Param {
    /// Its name in the pattern.
    pub name: String,
    /// What its values are.
    pub schema: Schema,
    /// What stands between its values and other people's objects.
    pub guarded_by: Guard,
}

/// What stands between a parameter and other people's objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Guard {
    /// A decision on the object that it names.
    Object {
        /// The resource.
        resource: String,
        /// The action asked for.
        action: String,
    },
    /// Its type names no object.
    NoId {
        /// The type.
        type_name: String,
        /// Why its values name none.
        reason: String,
    },
    /// Nothing, for a reason that was given on the route.
    Excused {
        /// The reason.
        reason: String,
    },
}

/// A decision on an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ObjectRule {
    /// The resource, with its modules.
    pub resource: String,
    /// The action asked for.
    pub action: String,
    /// The argument that asks: `Authorized`, or `Decide` where the ids come in an input or a list is found.
    pub argument: String,
    /// The parameters of the path that make its key.
    pub keys: Vec<String>,
    /// Whether the action only reads.
    pub read_only: bool,
    /// The hash of the rule as it is written, of `#[rule] impl Authorize<..>` and of the rules that `#[derive(Resource)]` writes.
    /// Comments and white space are not in it, and neither are fns that the rule calls. `None` where nothing says it.
    pub fingerprint: Option<String>,
}

/// What a route reads of a body or a query.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Input {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub schema: Schema,
}

/// Where an input stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Place {
    /// The query of the target.
    Query,
    /// A body of JSON.
    Json,
    /// A body as a form writes it.
    Form,
}

/// What a route answers where it succeeds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Answer {
    /// The status; `None` where the handler chooses among those of success and redirection.
    pub status: Option<u16>,
    /// What is in the body, where there is one.
    pub schema: Option<Schema>,
    /// Whether it has a `Location`, which is the link of a route.
    pub location: bool,
    /// Whether it is somebody else's response, vouched for, of which nothing is known.
    pub foreign: bool,
    /// Whether it is the page that shows the OpenAPI document: the only answer that may run scripts in a browser, which are its own.
    pub page: bool,
}

/// A field that only some see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Limited {
    /// The field, as `ArticleView::contact`.
    pub field: String,
    /// The roles asked for.
    pub role: Option<Asked>,
    /// The scopes asked for.
    pub scope: Option<Asked>,
}

/// Something that is not checked, and why that is well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Vouched {
    /// What, as `Draft::color`.
    pub what: String,
    /// Why.
    pub reason: String,
    /// Whether it is in the answer.
    pub sent: bool,
}
