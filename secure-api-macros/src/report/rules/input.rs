//! What arrives: declared, bounded and validated.

use super::Checker::{Audit, Macro, Types};

rules! {
    Input {
        id: "SA0026",
        name: "malformed input",
        what: "`#[input]` on something other than a closed struct, or an enum of plain words, that is read field by field.",
        why: "`flatten`, `from` and tuples let in fields that the type does not show; that is how a client sets what it should not.",
        risks: &[3, 8],
        fix: "#[input]\nstruct Draft {\n    #[validate(length(min = 1, max = 120))]\n    title: String,\n    tags: List<Text<1, 30>, 0, 10>,\n}",
        conformance: &[67, 83, 84],
        checked_by: Macro,
    }
    Claims {
        id: "SA0028",
        name: "malformed claims",
        what: "`#[claims]` on something other than a plain struct that owns its fields.",
        why: "Claims outlive the token they came in; a type with parameters or borrows cannot say what was verified.",
        risks: &[2],
        fix: "#[claims]\nstruct Tenant {\n    tenant: String,\n}",
        conformance: &[42],
        checked_by: Macro,
    }
    RawBody {
        id: "SA0202",
        name: "input that nobody validates",
        what: "`Json<T>`, `Form<T>`, `Query<T>`, `String` or `Bytes` as an argument, in any alias or `Option`.",
        why: "Input that reaches a handler as it came is what injections, oversized values and mass assignment are made of.",
        risks: &[3, 4, 8],
        fix: "#[input]\nstruct Draft { title: Text<1, 120> }\n\nasync fn create(draft: Valid<Json<Draft>>) -> StatusCode { .. }",
        conformance: &[84],
        checked_by: Types,
    }
    RawRequest {
        id: "SA0203",
        name: "request as it came",
        what: "`Request`, `HeaderMap` or `Extension<T>` as an argument.",
        why: "A raw request goes around every check; a header is text that anybody can write, and an extension whatever some layer put there.",
        risks: &[2, 8],
        fix: "async fn show(State(db): State<Db>, caller: Identity, query: Valid<Query<Filter>>) -> StatusCode { .. }",
        conformance: &[11, 84],
        checked_by: Types,
    }
    Unbounded {
        id: "SA0206",
        name: "field without a bound",
        what: "A field of an `#[input]` whose type takes any amount.",
        why: "A client that sends ten megabytes as a title fills memory, logs and the store: one request is enough.",
        risks: &[4],
        fix: "#[input]\nstruct Draft {\n    title: Text<1, 120>,\n    #[validate(length(max = 120))]\n    subtitle: String,\n    tags: List<Text<1, 30>, 0, 10>,\n}",
        conformance: &[83],
        checked_by: Types,
    }
    NotInput {
        id: "SA0207",
        name: "not declared as input",
        what: "`Valid<Json<T>>`, `Valid<Form<T>>` or `Valid<Query<T>>` of a type without `#[input]`.",
        why: "A type that only derives `Deserialize` takes unknown fields and values of any size.",
        risks: &[3, 4],
        fix: "#[input]   // in place of #[derive(Deserialize)]\nstruct Draft { title: Text<1, 120> }",
        conformance: &[67, 83, 84],
        checked_by: Types,
    }
    NotClaims {
        id: "SA0211",
        name: "not declared as claims",
        what: "`Claims<T>` of a type without `#[claims]`.",
        why: "What a token says is read into a declared type or not at all; guesses about claims become rights.",
        risks: &[2],
        fix: "#[claims]\nstruct Tenant { tenant: String }\n\nasync fn show(tenant: Claims<Tenant>) -> StatusCode { .. }",
        conformance: &[42],
        checked_by: Types,
    }
    Nested {
        id: "SA0117",
        name: "fields inside of a query or a form",
        what: "A field of a query or of a form has fields of its own.",
        why: "Both are flat: no request could give it, and a handler that nobody can call is kept open by looser reading.",
        risks: &[8],
        fix: "#[input]\nstruct Search {\n    #[serde(default)]\n    page: PageNumber,\n    #[serde(default)]\n    per_page: PerPage<100>,   // join them: Page::of(search.page, search.per_page)\n}",
        conformance: &[84],
        checked_by: Audit,
    }
    Vouched {
        id: "SA0035",
        name: "vouched for without a reason",
        what: "`#[vouched(..)]` without a text that says why, twice, or on something that is no field of an input or an output.",
        why: "What nobody checks is only as safe as the reason; a reason that says nothing is read by no reviewer.",
        risks: &[3, 8],
        fix: "#[vouched(\"a number of the partner's system, never looked up here\")]\nexternal_id: u64",
        conformance: &[67, 83],
        checked_by: Macro,
    }
    ServerOwned {
        id: "SA0036",
        name: "list of server-owned fields that does nothing",
        what: "`server_owned!(..)` that names no field, one that is in the common list already, or takes a name out of it without a reason.",
        why: "The list decides what no client may set; an entry that does nothing looks like a protection and is none.",
        risks: &[3],
        fix: "secure_api::server_owned!(\"tier\", not(\"role\") = \"here it is the title of a job\");",
        conformance: &[67],
        checked_by: Macro,
    }
    Reason {
        id: "SA0037",
        name: "reason that is none",
        what: "`reason!(..)` without a name, or with a text that says nothing.",
        why: "The reason stands in the policy report in place of a check: a review has nothing else to go by.",
        risks: &[8],
        fix: "secure_api::reason!(pub TrustsTheCdn = \"the CDN sets this header on every request\");",
        conformance: &[84],
        checked_by: Macro,
    }
    OwnedByServer {
        id: "SA0120",
        name: "field that the server sets",
        what: "A body, or a query of a method that writes, with a field named like what the server sets: `id`, `owner`, `role`, `is_admin`, `created_at` and others, in Rust or on the wire.",
        why: "Mass assignment: a client adds `\"role\": \"admin\"` to what it may change, and becomes one.",
        risks: &[3],
        fix: "#[input]\nstruct Draft {\n    title: Text<1, 120>,\n    #[vouched(\"the partner says who the author is, and it decides nothing\")]\n    created_by: Text<1, 40>,\n}",
        conformance: &[67, 68],
        checked_by: Audit,
    }
    BlankReason {
        id: "SA0121",
        name: "argument with a blank reason",
        what: "An `Extractor` or a `Reason` written by hand, whose text says nothing.",
        why: "The reason stands in the policy report in place of a check: a review has nothing else to go by.",
        risks: &[8],
        fix: "const REASON: &'static str = \"it picks a theme, and is bounded\";",
        conformance: &[84],
        checked_by: Audit,
    }
    UndecidedField {
        id: "SA0122",
        name: "id in an input that nobody decides on",
        what: "A field named like an object's id, as `account_id`, whose type is a plain number, text or UUID.",
        why: "The most common hole of APIs: another id in the body is somebody else's object.",
        risks: &[1],
        fix: "#[input]\nstruct Note {\n    #[vouched(\"a number of the partner's system, never looked up here\")]\n    external_id: u64,\n}",
        conformance: &[59],
        checked_by: Audit,
    }
    VouchedEndless {
        id: "SA0123",
        name: "reason in the place of a bound",
        what: "`#[vouched(..)]` on text, a list, a map or JSON of any size.",
        why: "A type of another crate may have a bound that we do not know; text and lists have none, whoever vouches for them.",
        risks: &[4],
        fix: "#[vouched(\"the partner says who the owner is\")]\n#[validate(length(max = 120))]\nowner: String",
        conformance: &[83],
        checked_by: Audit,
    }
    MisplacedList {
        id: "SA0124",
        name: "list of server-owned fields out of place",
        what: "`server_owned!(..)` elsewhere than at the root of the crate.",
        why: "It is looked up at the root alone: elsewhere it would look like a protection and be none.",
        risks: &[3],
        fix: "// lib.rs or main.rs\nsecure_api::server_owned!(\"tier\");",
        conformance: &[67],
        checked_by: Audit,
    }
    RawPiece {
        id: "SA0240",
        name: "piece of a request as it came",
        what: "`Uri`, `RawQuery`, `Method` or `ConnectInfo` as an argument.",
        why: "A path read by hand holds ids that nobody decided on, and the peer of a connection is a proxy more often than the client.",
        risks: &[1, 8],
        fix: "async fn show(note: Authorized<Note, Read>, query: Valid<Query<Filter>>) -> Json<NoteView> { .. }",
        conformance: &[84, 99],
        checked_by: Types,
    }
    SeesRefusals {
        id: "SA0241",
        name: "refusal that the handler would see",
        what: "`Result<T, Rejection>` or `Option<Valid<..>>` as an argument.",
        why: "A handler that goes on after its input was refused acts on what the attacker left out.",
        risks: &[8],
        fix: "#[input]\nstruct Filter { page: Option<u32> }\n\nasync fn list(filter: Valid<Query<Filter>>) -> Json<Page> { .. }",
        conformance: &[84],
        checked_by: Types,
    }
    NotReason {
        id: "SA0242",
        name: "not a reason",
        what: "`Vouched<T, R>` whose `R` is no written reason.",
        why: "What nobody checks is only as safe as the reason, which the policy report shows.",
        risks: &[8],
        fix: "secure_api::reason!(pub TrustsTheCdn = \"the CDN sets this header on every request\");\n\nasync fn show(place: Vouched<Geo, TrustsTheCdn>) -> StatusCode { .. }",
        conformance: &[84],
        checked_by: Types,
    }
    NotExtractor {
        id: "SA0243",
        name: "not an extractor",
        what: "`Extracted<T>` of a type without `impl Extractor`.",
        why: "What an application takes from a request by itself says what that is, and why it needs no check.",
        risks: &[8],
        fix: "impl Extractor for Tenant {\n    const WHAT: &'static str = \"the tenant in X-Tenant\";\n    const REASON: &'static str = \"it picks a theme, and is bounded\";\n    fn extract(view: &View<'_>) -> Result<Self, Problem> { .. }\n}",
        conformance: &[84],
        checked_by: Types,
    }
    NotFromParts {
        id: "SA0244",
        name: "vouched for, and reads the body",
        what: "`Vouched<T, R>` of a type that is no extractor of the parts of a request.",
        why: "Whoever reads the body around validation takes input of any size and shape, and a reason does not end it.",
        risks: &[4, 8],
        fix: "async fn create(draft: Valid<Json<Draft>>) -> NoContent { .. }   // the body, with `#[input]` on `Draft`",
        conformance: &[83, 84],
        checked_by: Types,
    }
}
