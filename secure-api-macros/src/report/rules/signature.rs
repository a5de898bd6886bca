//! What a handler looks like.

use super::Checker::{Macro, Types};

rules! {
    Signature {
        id: "SA0004",
        name: "not a plain async fn",
        what: "A handler that is not a plain `async fn` of owned, named arguments, or that is generic over a type which nothing bounds.",
        why: "What has no name at compile time cannot be audited: `impl Trait`, type parameters and `cfg` on arguments hide what is read and sent.",
        risks: &[8],
        fix: "async fn show(State(db): State<Db>, caller: Identity) -> StatusCode { .. }",
        conformance: &[1, 12],
        checked_by: Macro,
    }
    Argument {
        id: "SA0201",
        name: "unknown type of argument",
        what: "An argument that is none of the types that a secured handler takes.",
        why: "An argument that reads the request by itself goes around identification, validation and the decision on the object.",
        risks: &[1, 8],
        fix: "// State<T>, Identity, Option<Identity>, Caller, Claims<T>, Valid<Json<T>>, Valid<Query<T>>, Valid<Form<T>>,\n// Path<T>, Authorized<T, Action>\nasync fn show(State(db): State<Db>, article: Authorized<Article, Read>) -> StatusCode { .. }",
        conformance: &[84, 117],
        checked_by: Types,
    }
}
