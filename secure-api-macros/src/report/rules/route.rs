//! Paths, what reads them, and what is mounted.

use super::Checker::{Audit, Macro, Types};

rules! {
    Path {
        id: "SA0005",
        name: "malformed path",
        what: "A path pattern that is malformed, or that a proxy and the application could read differently.",
        why: "`/x/`, `//x`, `/x/..` and `%2e` are one path to one program and another to the next: what the first forbids, the second serves.",
        risks: &[5, 8],
        fix: "#[get(\"/orgs/{org}/users/{user}\")]   // begins with `/`, does not end with it, a parameter a segment",
        conformance: &[5, 10],
        checked_by: Macro,
    }
    Mounted {
        id: "SA0029",
        name: "not a name in routes![..]",
        what: "An entry of `routes![..]` that is not the name of a handler.",
        why: "The list is what a review reads: only names of handlers have a policy to read.",
        risks: &[9],
        fix: "routes![health, articles::show]",
        conformance: &[1, 5],
        checked_by: Macro,
    }
    PathValue {
        id: "SA0025",
        name: "malformed path value",
        what: "`#[derive(PathValue)]` on something other than a fieldless enum or a newtype, or `not_an_id` without a reason.",
        why: "What is read from a path either is a closed set of words, or may name an object; a type that is neither hides which.",
        risks: &[1],
        fix: "#[derive(PathValue)]\nenum Language { English, German }\n\n#[derive(PathValue)]\n#[path_value(not_an_id = \"a year names no object\")]\nstruct Year(u16);",
        conformance: &[117],
        checked_by: Macro,
    }
    BodyRead {
        id: "SA0101",
        name: "body where there is none",
        what: "A `GET` or `DELETE` handler that reads a body, or two arguments that read it.",
        why: "A body on `GET` or `DELETE` is dropped by some proxies and read by others, which is how requests are smuggled.",
        risks: &[8],
        fix: "#[get(\"/articles\")]\n#[secure(auth = \"jwt\")]\nasync fn list(query: Valid<Query<Filter>>) -> StatusCode { .. }\n// a change is a `#[post(..)]` that takes one `Valid<Json<T>>`",
        conformance: &[53, 90],
        checked_by: Audit,
    }
    PathRead {
        id: "SA0102",
        name: "path read by the wrong number",
        what: "`Path<..>` reads more or fewer parameters than the path leaves to it, or two arguments read the path.",
        why: "Parameters are read by place: a wrong number takes one id for another.",
        risks: &[1],
        fix: "#[get(\"/x/{language}/{year}\")]\n#[secure(auth = \"jwt\")]\nasync fn show(Path((language, year)): Path<(Language, Year)>) -> StatusCode { .. }",
        conformance: &[117],
        checked_by: Audit,
    }
    RoutedTwice {
        id: "SA0112",
        name: "route that is listed twice",
        what: "Two entries of one `routes![..]` have the same method and the same path.",
        why: "Which of two handlers answers, and by whose policy, would be a guess.",
        risks: &[5, 9],
        fix: "routes![articles::show]   // one of them; the other in a list of its own: `.mount_at(\"/v2\", routes![..])`",
        conformance: &[6],
        checked_by: Audit,
    }
    RoutedUnderTwoNames {
        id: "SA0113",
        name: "one place under two names",
        what: "Two entries of one `routes![..]` have paths that differ in the name of a parameter alone.",
        why: "A request fits both, and the id in it is one object's to the first and another's to the second.",
        risks: &[1, 9],
        fix: "#[get(\"/users/{id}\")]\n#[put(\"/users/{id}\")]   // not `{user}`",
        conformance: &[6],
        checked_by: Audit,
    }
    TypesMissing {
        id: "SA0114",
        name: "generic handler without its types",
        what: "`routes![..]` names a generic handler and not its types.",
        why: "What a generic handler reads and sends depends on its types: the list is where they are decided, and where the audit asks them.",
        risks: &[9],
        fix: "routes![show::<Postgres>]",
        conformance: &[1],
        checked_by: Audit,
    }
    PlainHandler {
        id: "SA0200",
        name: "handler without a policy",
        what: "`routes![..]` names a fn that has no route and no policy.",
        why: "A handler without a policy would be open to everybody.",
        risks: &[5, 8],
        fix: "#[get(\"/articles\")]\n#[secure(auth = \"jwt\")]\nasync fn list() -> StatusCode { .. }",
        conformance: &[1],
        checked_by: Types,
    }
    RouterMethod {
        id: "SA0275",
        name: "method of axum's router",
        what: "`Api::route`, `nest`, `merge`, `fallback` or `layer`, as axum's `Router` has them.",
        why: "A handler that is added beside the lists has no policy; a layer answers before anybody is asked who calls, and takes off headers that were put on.",
        risks: &[5, 8],
        fix: "Api::new(db)\n    .mount(routes![articles::show])\n    .mount_at(\"/v1\", routes![orders::show])\n    .cors(Cors::origin(\"https://app.example\"))\n    .adopt_only(legacy, [\"GET /old\"], \"moves with the next release\")",
        conformance: &[1, 16],
        checked_by: Types,
    }
    State {
        id: "SA0204",
        name: "state that is not there",
        what: "A handler takes a `State<T>`, or an object from a store `T`, that the application's state does not provide.",
        why: "A handler that finds its own store on the side, in a static or in the environment, uses one that no test and no configuration has seen.",
        risks: &[8],
        fix: "impl FromRef<App> for Db {\n    fn from_ref(app: &App) -> Self { app.db.clone() }\n}\n\nApi::new(App { db }).mount(routes![show])",
        conformance: &[],
        checked_by: Types,
    }
    PathType {
        id: "SA0205",
        name: "type that no path gives",
        what: "`Path<T>` of a type that says neither how long it may be nor whether it names an object.",
        why: "An unbounded text from a path reaches the store as it came, and an id that nobody recognises as one is never decided on.",
        risks: &[1, 4],
        fix: "#[derive(PathValue)]\nstruct Slug(Text<1, 40>);\n\nasync fn show(Path(slug): Path<Slug>) -> StatusCode { .. }",
        conformance: &[83, 117],
        checked_by: Types,
    }
}
