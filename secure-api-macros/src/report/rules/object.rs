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
    Fingerprint {
        id: "SA0031",
        name: "hash of what is no rule",
        what: "`#[rule]` on something other than an impl of `Authorize`.",
        why: "The hash is what a review goes by where it asks whether a rule has changed; of something else it would say nothing.",
        risks: &[1],
        fix: "#[rule]\nimpl Authorize<Publish> for Article {\n    fn permits(&self, caller: &Caller) -> bool {\n        caller.is(&self.owner)\n    }\n}",
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
    InputUndecided {
        id: "SA0115",
        name: "id in an input without a decision",
        what: "A body, a form or a query holds an `Id<T>`, and the handler takes no `Decide<T, ..>`.",
        why: "An id in a body names other people's objects as well as one in the path does, and is looked at less often.",
        risks: &[1],
        fix: "#[post(\"/moves\")]\n#[secure(auth = \"jwt\")]\nasync fn shift(articles: Decide<Article, Update>, body: Valid<Json<Move>>) -> Result<NoContent, Problem> {\n    let article = articles.one(&body.to).await?;   // several: `articles.all(&body.ids).await?`\n    ..\n}",
        conformance: &[59, 118],
        checked_by: Audit,
    }
    Endless {
        id: "SA0116",
        name: "list without an end",
        what: "A `GET` that answers with a `Vec` or a map, with what is sent as one (a newtype, an untagged enum), or with a `List` of more than 1000.",
        why: "It grows with what is stored: one request then takes all of it, and a few of them the server.",
        risks: &[4, 1],
        fix: "#[get(\"/articles\")]\n#[secure(auth = \"jwt\")]\nasync fn list(articles: Decide<Article, Read>, page: Valid<Query<Page<100>>>) -> Result<Json<Paged<ArticleView>>, Problem> {\n    Ok(Json(articles.page(&page).await?.map(|article| ArticleView::from(&*article))))\n}\n\n// what is no object: `Paged::cut(all, &page)`; what never grows: `Json<List<View, 0, 50>>`",
        conformance: &[63, 91],
        checked_by: Audit,
    }
    SeveralParts {
        id: "SA0118",
        name: "one id for a key of several",
        what: "An `Id<T>` in an input, of a resource that several ids find together.",
        why: "A child that is looked up without its parent is found under somebody else's.",
        risks: &[1],
        fix: "#[resource(key = id, store = Db, load = Db::find, owner = owner)]   // a key of its own\n\n#[put(\"/orgs/{org}/users/{user}\")]   // or all of its ids in the path\nasync fn change(user: Authorized<User, Update>) -> NoContent { .. }",
        conformance: &[118],
        checked_by: Audit,
    }
    PageLength {
        id: "SA0119",
        name: "page of another length",
        what: "A `Page<MAX>` or a `PerPage<MAX>` whose `MAX` is 0 or more than 1000.",
        why: "A page as long as the list is no page: one request takes all of it.",
        risks: &[4],
        fix: "page: Valid<Query<Page<100>>>",
        conformance: &[91],
        checked_by: Audit,
    }
    Unlisted {
        id: "SA0260",
        name: "list without a query of its own",
        what: "`Decide::page` of a resource without `impl Listed<Action>` for it, or `page_where` without one for that filter.",
        why: "A list that is not found for its caller holds what single reads would refuse.",
        risks: &[1],
        fix: "impl Listed<Read> for Article {\n    async fn list(db: &Db, caller: &Caller, _: (), window: Window) -> Result<Vec<Self>, Problem> {\n        db.owned_by(caller, window.offset(), window.limit()).await\n    }\n}",
        conformance: &[63],
        checked_by: Types,
    }
    MaybeDecided {
        id: "SA0261",
        name: "decision that may be missing",
        what: "`Option<Authorized<..>>` or `Result<Authorized<..>, _>` as an argument.",
        why: "The handler would run for callers who may not, and one forgotten branch lets them through.",
        risks: &[1],
        fix: "async fn show(article: Authorized<Article, Read>) -> Json<ArticleView> { .. }",
        conformance: &[59],
        checked_by: Types,
    }
    Bulk {
        id: "SA0262",
        name: "several objects as an argument",
        what: "`Vec<Authorized<..>>` or `AuthorizedAll<..>` as an argument.",
        why: "Several ids come in an input. Decided one by one, half of the work is done before the first refusal.",
        risks: &[1],
        fix: "#[input]\nstruct Batch { ids: List<Id<Article>, 1, 50> }\n\nasync fn publish(articles: Decide<Article, Publish>, body: Valid<Json<Batch>>) -> Result<NoContent, Problem> {\n    let articles = articles.all(&body.ids).await?;\n    ..\n}",
        conformance: &[118],
        checked_by: Types,
    }
    LooseId {
        id: "SA0263",
        name: "id as an argument",
        what: "`Id<T>` as an argument of its own.",
        why: "An id of which nothing says where it comes from is one that nobody decides on.",
        risks: &[1],
        fix: "#[input]\nstruct Move { to: Id<Article> }\n\nasync fn shift(articles: Decide<Article, Update>, body: Valid<Json<Move>>) -> Result<NoContent, Problem> { .. }",
        conformance: &[59],
        checked_by: Types,
    }
}
