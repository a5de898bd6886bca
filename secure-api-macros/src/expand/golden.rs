//! Expansions, held by files: `golden/*.in.rs` and what they become. `GOLDEN=overwrite cargo test` writes them anew.

use std::path::Path;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Meta};

use crate::declare::Mark;

/// Expands the first of our attributes, as the compiler does.
fn expand(source: &str) -> TokenStream {
    let mut handler: crate::declare::Handler = syn::parse_str(source).expect("a handler");
    let place = handler.attrs.iter().position(|attr| Mark::of(attr.path()).is_some()).expect("one of our attributes");
    let first: Attribute = handler.attrs.remove(place);
    let Meta::List(list) = &first.meta else { panic!("an attribute with arguments") };
    let mark = Mark::of(first.path()).expect("one of our attributes");
    super::handler(mark, list.tokens.clone(), handler.into_token_stream())
}

fn formatted(tokens: &TokenStream) -> String {
    // What is no expression yet has no format.
    syn2::parse2(tokens.clone()).map_or_else(|_| tokens.to_string(), |file| prettyplease::unparse(&file))
}

fn holds(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let source = std::fs::read_to_string(folder.join(format!("{name}.in.rs"))).expect("a source");
    let file = folder.join(format!("{name}.out.rs"));
    let expanded = formatted(&expand(&source));
    #[allow(clippy::disallowed_methods, reason = "a test is told by the environment to write instead of compare")]
    if std::env::var_os("GOLDEN").is_some() {
        std::fs::write(&file, &expanded).expect("written");
    }
    assert_eq!(expanded, std::fs::read_to_string(&file).unwrap_or_default(), "{name}: read it, then GOLDEN=overwrite");
}

#[test]
fn a_public_route() {
    holds("health");
}

#[test]
fn a_route_with_a_body_and_every_limit() {
    holds("publish");
}

/// The issue: data and names, about as many lines as a page of hand-written wiring has mistakes to make.
#[test]
fn a_typical_handler_becomes_a_few_lines() {
    const TYPICAL: &str = "#[post(\"/articles\")] #[secure(auth = \"jwt\", role = Role::Editor, rate = \"10/min\")]
        async fn create(State(db): State<Db>, caller: Identity, draft: Valid<Json<Draft>>) -> Created<ArticleView> {
            db.insert(caller, draft).await
        }";
    let handler: crate::declare::Handler = syn::parse_str(TYPICAL).expect("a handler");
    let written = handler.attrs.len();
    let own = formatted(&handler.into_token_stream()).lines().count() - written;
    let all = formatted(&expand(TYPICAL)).lines().count();
    assert!(all - own <= 33, "{} lines beside the fn itself", all - own);
}

#[test]
fn a_half_written_body_stays_as_it_is() {
    // `article.` is no expression: only tokens survive it.
    let source = "#[get(\"/x\")] #[secure(auth = \"jwt\")] async fn show() -> StatusCode { article. }";
    let expanded = expand(source).to_string();
    assert!(expanded.contains("{ article . }") && expanded.contains("SecureRoute < TYPES > for show"), "{expanded}");
    assert!(!expanded.contains("compile_error"), "{expanded}");
}

#[test]
fn a_half_written_attribute_keeps_the_fn_and_its_name() {
    for args in ["auth = \"jwt\" rate = \"1/s\"", "auth = \"jwt\", ra", "auth =", "auth = \"jwt\", rate = ", ""] {
        let expanded = expand(&format!("#[get(\"/x\")] #[secure({args})] async fn show() -> Nowhere {{ article. }}"));
        let expanded = expanded.to_string();
        assert!(expanded.contains("async fn show () -> Nowhere { article . }"), "{args}: {expanded}");
        assert!(expanded.contains("struct show { }") && expanded.contains("compile_error"), "{args}: {expanded}");
    }
}

#[test]
fn a_route_of_an_object_among_other_attributes() {
    holds("show");
}

#[test]
fn mistakes_leave_a_handler_that_no_list_can_serve() {
    holds("wrong");
}
