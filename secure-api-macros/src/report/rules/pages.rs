//! The documentation pages: a module a rule, which rustdoc renders.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::risk::link;
use super::{AREAS, Checker, Rule};

/// An index by area, and the pages.
pub(crate) fn pages() -> TokenStream {
    let index = index();
    let pages = AREAS.iter().flat_map(|area| area.rules).map(|rule| {
        let (name, text) = (format_ident!("{}", rule.module()), page(rule));
        quote!(#[doc = #text] pub mod #name {})
    });
    quote! {
        #[doc = #index]
        pub mod rules { #(#pages)* }
    }
}

fn index() -> String {
    let mut text = "Every rule that the compiler holds a handler to.\n\n\
        A message names its rule in the last line, as `rule: SA0011`. The same texts are in `rules.json` at the root of \
        the repository, for programs.\n"
        .to_owned();
    for area in AREAS {
        text.push_str(&format!("\n# {}\n| rule | | refuses |\n|---|---|---|\n", area.title));
        let mut rules: Vec<&Rule> = area.rules.iter().collect();
        rules.sort_unstable_by_key(|rule| rule.id);
        for Rule { id, name, what, .. } in rules {
            text.push_str(&format!("| [{id}](mod@{}) | {name} | {what} |\n", id.to_lowercase()));
        }
    }
    text
}

/// What, why, how to fix it, and where it comes from.
fn page(rule: &Rule) -> String {
    let checked = match rule.checked_by {
        Checker::Macro => "the attribute itself, which reports all mistakes of a handler at once",
        Checker::Audit => "constants that the compiler evaluates as soon as the attributes are right",
        Checker::Types => "the bounds of a trait",
    };
    let risks: Vec<String> = rule.risks.iter().map(|number| link(*number)).collect();
    let items: Vec<String> = rule.conformance.iter().map(|item| format!("C{item}")).collect();
    let items = if items.is_empty() { String::new() } else { format!(" Conformance: {}.", items.join(", ")) };
    let Rule { id, name, what, why, fix, .. } = rule;
    format!(
        "{id}: {name}. {what}\n\n# Why\n{why}\n\nOWASP: {}.\n\n# How to mend it\n```rust,ignore\n{fix}\n```\n\n# Where it is checked\nBy {checked}.{items}",
        risks.join(", ")
    )
}
