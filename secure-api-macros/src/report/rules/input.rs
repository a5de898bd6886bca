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
}
