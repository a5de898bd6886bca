//! Objects: found by an id, and decided on before the handler sees them.

use super::Checker::{Audit, Macro, Types};

rules! {
    Excuse {
        id: "SA0020",
        name: "malformed excuse",
        what: "`no_object_check(..)` of a parameter that the path does not have, or without a reason.",
        why: "A parameter without an object-level decision is the first place where an attacker counts ids; the reason is what a review reads.",
        risks: &[1],
        fix: "#[delete(\"/cache/{name}\")]\n#[secure(auth = \"jwt\", role = \"admin\", no_object_check(name) = \"caches belong to nobody\")]",
        conformance: &[60],
        checked_by: Macro,
    }
    Action {
        id: "SA0023",
        name: "action with content",
        what: "`#[derive(Action)]` on something other than a struct without fields.",
        why: "An action is a name that rules are written for; content in it would be a rule that nothing checks.",
        risks: &[1],
        fix: "#[derive(Action)]\npub struct Publish;",
        conformance: &[59],
        checked_by: Macro,
    }
    Resource {
        id: "SA0024",
        name: "malformed resource",
        what: "`#[derive(Resource)]` without a key, a store or a loader, or with one that is not there.",
        why: "What is looked up by a key that is not its id can be found under somebody else's.",
        risks: &[1],
        fix: "#[derive(Resource)]\n#[resource(key = id, store = Db, load = Db::find, owner = owner)]\npub struct Article { id: Uuid, owner: Principal }",
        conformance: &[59],
        checked_by: Macro,
    }
    Undecided {
        id: "SA0100",
        name: "path parameter without a decision",
        what: "A path parameter that may name an object, and that no `Authorized<..>` takes.",
        why: "Whoever may call the route may put any id into it. Reading other people's objects by counting is the most common attack on APIs.",
        risks: &[1],
        fix: "#[get(\"/articles/{id}\")]\n#[secure(auth = \"jwt\")]\nasync fn show(article: Authorized<Article, Read>) -> Json<ArticleView> { .. }\n\n// or, where it names no object: a `#[derive(PathValue)]` enum, or\n#[secure(auth = \"jwt\", no_object_check(id) = \"why no decision is needed\")]",
        conformance: &[59, 117],
        checked_by: Audit,
    }
    KeyNotInPath {
        id: "SA0104",
        name: "key that the path does not have",
        what: "A resource is looked up by a parameter that the path does not have.",
        why: "A key that is bound by place or by luck takes another id than the one that was checked.",
        risks: &[1],
        fix: "#[resource(key = id, store = Db, load = Db::find, owner = owner)]\n\n#[get(\"/articles/{id}\")]   // the same name",
        conformance: &[117],
        checked_by: Audit,
    }
    WriteOnSafe {
        id: "SA0105",
        name: "change on a method that reads",
        what: "An action that changes things, on `GET`.",
        why: "Browsers, proxies and crawlers repeat and prefetch `GET`; a link on a foreign page is enough to trigger it.",
        risks: &[1, 8],
        fix: "#[post(\"/articles/{id}/publish\")]\n#[secure(auth = \"jwt\")]\nasync fn publish(article: Authorized<Article, Publish>) -> NoContent { .. }\n\n// a reading with a rule of its own:\n#[derive(Action)]\n#[action(read_only)]\npub struct History;",
        conformance: &[53, 118],
        checked_by: Audit,
    }
    ReadOnUnsafe {
        id: "SA0106",
        name: "change with only a decision to read",
        what: "A handler on `POST`, `PUT`, `PATCH` or `DELETE` whose only decisions are about reading.",
        why: "Who may see an object may then change it: readers write, and reviews see a decision and go on.",
        risks: &[1, 5],
        fix: "#[put(\"/articles/{id}\")]\n#[secure(auth = \"jwt\")]\nasync fn change(article: Authorized<Article, Update>) -> NoContent { .. }",
        conformance: &[118],
        checked_by: Audit,
    }
    ExcusedAndDecided {
        id: "SA0107",
        name: "excuse for what is decided",
        what: "`no_object_check(..)` of a parameter that an `Authorized<..>` takes.",
        why: "The excuse is false now, and true on the day when somebody removes the decision without a message.",
        risks: &[1],
        fix: "#[get(\"/articles/{id}\")]\n#[secure(auth = \"jwt\")]   // without no_object_check(id)\nasync fn show(article: Authorized<Article, Read>) -> StatusCode { .. }",
        conformance: &[60, 117],
        checked_by: Audit,
    }
    NestedIds {
        id: "SA0108",
        name: "nested ids decided apart",
        what: "Several ids in one path, each decided by itself.",
        why: "`/orgs/1/users/7` is then served to a member of organisation 1 also where user 7 is in another one.",
        risks: &[1],
        fix: "#[derive(Resource)]\n#[resource(key = (org: u64, user), store = Db, load = Db::user, everyone(Read))]\npub struct User { user: u64 }\n// `load` takes both as one tuple, and looks the child up under its parent",
        conformance: &[118],
        checked_by: Audit,
    }
    NotAResource {
        id: "SA0213",
        name: "not a resource",
        what: "`Authorized<T, Action>` of a type without `#[derive(Resource)]`.",
        why: "Nothing says how the object is found by its id, so that no decision could be about the object that the id names.",
        risks: &[1],
        fix: "#[derive(Resource)]\n#[resource(key = id, store = Db, load = Db::find, owner = owner)]\npub struct Article { id: Uuid, owner: Principal }",
        conformance: &[59],
        checked_by: Types,
    }
    NoObjectRule {
        id: "SA0214",
        name: "action without a rule",
        what: "`Authorized<T, A>` where nothing says who may do `A` to a `T`.",
        why: "Without a rule everybody may, and nobody has decided that.",
        risks: &[1, 5],
        fix: "impl Authorize<Publish> for Article {\n    fn permits(&self, caller: &Caller) -> bool {\n        caller.is(&self.owner)\n    }\n}",
        conformance: &[59],
        checked_by: Types,
    }
    NotAnAction {
        id: "SA0215",
        name: "not an action",
        what: "`Authorized<T, A>` where `A` is no action.",
        why: "Rules are written for actions; a type that is none has no rule, and does not say whether it changes things.",
        risks: &[1],
        fix: "#[derive(Action)]\npub struct Publish;",
        conformance: &[59, 118],
        checked_by: Types,
    }
}
