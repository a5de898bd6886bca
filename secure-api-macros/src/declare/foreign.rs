//! Route attributes of other frameworks. On a handler of ours they would make a route that no policy guards, or nothing at all.
//!
//! By the crate they are spelled with, or by a name that only others have. One that is imported under a name of ours runs as
//! what it is, and fails on what it is given.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Attribute, LitStr, Path};

use crate::report::{Faults, Rule};

/// Crates whose attributes make routes or handlers.
const CRATES: &[&str] = &[
    "actix_web",
    "actix_web_codegen",
    "axum",
    "axum_macros",
    "axum_typed_routing",
    "cot",
    "dropshot",
    "gotham",
    "loco_rs",
    "ntex",
    "ntex_macros",
    "paperclip",
    "pavex",
    "poem",
    "poem_openapi",
    "rocket",
    "rocket_codegen",
    "salvo",
    "tide",
    "viz",
    "warp",
];

/// Names that they have and we do not.
const NAMES: &[&str] =
    &["connect", "debug_handler", "endpoint", "handler", "head", "options", "route", "routes", "trace"];

/// Whether an attribute is a route attribute of another framework.
pub(super) fn is_route(path: &Path) -> bool {
    let (Some(first), Some(last)) = (path.segments.first(), path.segments.last()) else { return false };
    let is_one_of = |name: &Ident, list: &[&str]| list.contains(&name.to_string().as_str());
    is_one_of(&first.ident, CRATES) || (path.segments.len() == 1 && is_one_of(&last.ident, NAMES))
}

/// A handler has one route, and it is ours.
pub(super) fn refuse(attr: &Attribute, handler: &Ident, faults: &mut Faults) {
    let name: String = attr.path().to_token_stream().to_string().split_whitespace().collect();
    let help = match name.rsplit("::").next() {
        Some("head") => "leave it out: `#[get(..)]` answers `HEAD` as well, by the same policy".to_owned(),
        Some("options") => "leave it out: `OPTIONS` is answered by `Api::cors(..)`".to_owned(),
        Some("trace" | "connect") => "leave it out: nothing answers this method".to_owned(),
        Some("handler" | "debug_handler" | "endpoint") => "leave it out".to_owned(),
        Some(method @ ("post" | "put" | "patch" | "delete")) => ours(method, attr, handler),
        _ => ours("get", attr, handler),
    };
    faults.add(Rule::Foreign, attr, format!("`#[{name}]` is of another framework, which asks no policy"), help);
}

/// With the path that was written there.
fn ours(method: &str, attr: &Attribute, handler: &Ident) -> String {
    let written = attr.meta.require_list().ok().and_then(|list| list.tokens.clone().into_iter().next());
    let path = written.and_then(|first| syn::parse2::<LitStr>(first.into()).ok());
    let path = path.map_or_else(|| format!("/{handler}"), |path| path.value());
    format!("write the one of this crate: `#[secure_api::{method}({path:?})]`")
}
