//! The macros of `secure-api`. Use them by way of that crate, which documents what they check.
#![forbid(unsafe_code)]

mod check;
mod declare;
mod expand;
mod model;
mod parse;
mod report;

use proc_macro::TokenStream;

use declare::Mark;
use model::Method;

/// Who may call a handler, how often and how much: `#[secure(auth = "jwt", role = Role::Editor, rate = "10/min")]`.
///
/// Stands beside a route attribute, in either order. Keys: `auth`, `role`, `scope`, `public`, `rate`, `body`, `timeout`,
/// `concurrency`, `no_object_check(param)`.
#[proc_macro_attribute]
pub fn secure(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::handler(Mark::Secure, args.into(), item.into()).into()
}

macro_rules! route_attributes {
    ($($(#[$doc:meta])* $name:ident $method:ident)*) => {$(
        $(#[$doc])*
        #[proc_macro_attribute]
        pub fn $name(args: TokenStream, item: TokenStream) -> TokenStream {
            expand::handler(Mark::Route(Method::$method), args.into(), item.into()).into()
        }
    )*};
}

route_attributes! {
    /// `GET` and `HEAD` at a path: `#[get("/articles/{id}")]`. Needs `#[secure(..)]` beside it.
    get Get
    /// `POST` to a path: `#[post("/articles")]`. Needs `#[secure(..)]` beside it.
    post Post
    /// `PUT` at a path: `#[put("/articles/{id}")]`. Needs `#[secure(..)]` beside it.
    put Put
    /// `PATCH` at a path: `#[patch("/articles/{id}")]`. Needs `#[secure(..)]` beside it.
    patch Patch
    /// `DELETE` at a path: `#[delete("/articles/{id}")]`. Needs `#[secure(..)]` beside it.
    delete Delete
}

/// A list of secured handlers: `routes![health, articles::show, #[cfg(debug_assertions)] probe]`.
#[proc_macro]
pub fn routes(list: TokenStream) -> TokenStream {
    expand::routes(list.into()).into()
}

/// A rate with a name: `const LOGIN: Rate = rate!("5/15min per address");`
#[proc_macro]
pub fn rate(text: TokenStream) -> TokenStream {
    expand::named_rate(text.into()).into()
}

/// What the server sets besides the common names, and which of those a client may send here, for a reason:
/// `server_owned!("tier", not("role") = "here it is the title of a job");`, at the root of the crate.
#[proc_macro]
pub fn server_owned(list: TokenStream) -> TokenStream {
    expand::server_owned(list.into()).into()
}

/// A written reason as a type, for `Vouched<T, Reason>`: `reason!(pub TrustsTheCdn = "the CDN sets this header");`
#[proc_macro]
pub fn reason(text: TokenStream) -> TokenStream {
    expand::reason(text.into()).into()
}

/// A struct that a client may send: read strictly, unknown fields refused, every field bounded. It may hold a `List` of itself;
/// of two that hold each other the compiler reports a cycle: make them one.
#[proc_macro_attribute]
pub fn input(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::input(args.into(), item.into()).into()
}

/// A type that a client may see: every field is declared safe to send.
///
/// `#[audience(Role::Admin)]` on a named field sends it to these callers alone; for all others it is absent. It takes what
/// `role = ..` takes, or `role = .., scope = ..`, which are then both needed. Written by `serde_json` itself, outside of an
/// answer, the type has only what everybody may see.
///
/// `#[vouched("reason")]` sends a field whose name looks like a credential, or whose type nobody declared. The reason is in the
/// policy report. Nothing lets a secret leave.
#[proc_macro_attribute]
pub fn output(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::output(args.into(), item.into()).into()
}

/// Claims of a token that a handler reads: `Claims<T>`. Unknown claims are passed over, as RFC 7519 has it.
#[proc_macro_attribute]
pub fn claims(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::claims(args.into(), item.into()).into()
}

/// Written by `#[input]`.
#[doc(hidden)]
#[proc_macro_derive(InputFields, attributes(serde, validate, vouched, input_marks))]
pub fn input_fields(item: TokenStream) -> TokenStream {
    expand::input_fields(item.into()).into()
}

/// Written by `#[output]`.
#[doc(hidden)]
#[proc_macro_derive(OutputFields, attributes(serde, audience, vouched))]
pub fn output_fields(item: TokenStream) -> TokenStream {
    expand::output_fields(item.into()).into()
}

/// The roles of an application: `#[derive(Roles)] #[roles(Admin > Editor > Reader)]` on a plain enum.
///
/// Names on the wire are in snake case; `#[role("name")]` on a variant gives another.
#[proc_macro_derive(Roles, attributes(roles, role))]
pub fn roles(item: TokenStream) -> TokenStream {
    expand::roles(item.into()).into()
}

/// The scopes of an application: `#[derive(Scopes)]` on a plain enum, `#[scope("articles:write")]` on its variants.
#[proc_macro_derive(Scopes, attributes(scopes, scope))]
pub fn scopes(item: TokenStream) -> TokenStream {
    expand::scopes(item.into()).into()
}

/// What is done to an object: `#[derive(Action)] struct Publish;`, with `#[action(read_only)]` where it only looks.
#[proc_macro_derive(Action, attributes(action))]
pub fn action(item: TokenStream) -> TokenStream {
    expand::action(item.into()).into()
}

/// An object that requests name by an id: `#[resource(key = id, store = Db, load = Db::article, owner = owner)]`.
#[proc_macro_derive(Resource, attributes(resource))]
pub fn resource(item: TokenStream) -> TokenStream {
    expand::resource(item.into()).into()
}

/// On `impl Authorize<..> for ..`: in the inventory the rule is known by a hash of what is written here, so that a change of it
/// is seen in review. Comments and white space are not in the hash, and neither are fns that the rule calls.
#[proc_macro_attribute]
pub fn rule(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::rule(args.into(), item.into()).into()
}

/// The type of a path parameter: a fieldless enum, or a newtype.
///
/// An enum is no object's id. A newtype is one where its content is; `#[path_value(not_an_id = "reason")]` says otherwise.
#[proc_macro_derive(PathValue, attributes(path_value))]
pub fn path_value(item: TokenStream) -> TokenStream {
    expand::path_value(item.into()).into()
}

/// The documentation pages of all rules, which `secure_api::manual` shows.
#[doc(hidden)]
#[proc_macro]
pub fn rule_pages(_: TokenStream) -> TokenStream {
    report::pages().into()
}
