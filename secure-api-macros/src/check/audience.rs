//! Who sees a field.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Meta};

use crate::model::Audience;
use crate::parse::{Entry, Trees, entries, split};
use crate::report::{Faults, Rule};

use super::access::requirement;

const HELP: &str = "write `#[audience(Role::Admin)]`, `#[audience(any(Role::Admin, Role::Auditor))]` or `#[audience(scope = Scope::Read)]`";

/// What stands in `#[audience(..)]`: roles as `role = ..` takes them, or the keys `role` and `scope`, which are then both needed.
/// With a mistake in it nobody sees the field.
pub(crate) fn audience(attrs: &[Attribute], faults: &mut Faults) -> Option<Audience> {
    let mut all = attrs.iter().filter(|attr| attr.path().is_ident("audience"));
    let first = all.next()?;
    if let Some(second) = all.next() {
        faults.add(Rule::Audience, second, "a field has two audiences", "put both into one: `any(..)` or `all(..)`");
    }
    let nobody = Audience { role: None, scope: None };
    let tokens = match &first.meta {
        Meta::List(list) if !list.tokens.is_empty() => list.tokens.clone(),
        _ => {
            faults.add(Rule::Audience, first.to_token_stream(), "`#[audience(..)]` names nobody", HELP);
            return Some(nobody);
        }
    };
    if has_keys(&tokens) {
        return Some(by_keys(tokens, faults));
    }
    if split(tokens.clone()).len() > 1 {
        let what = "a bare list of roles does not say whether one is enough or all are needed";
        faults.add(Rule::Audience, &tokens, what, format!("write `any({tokens})` or `all({tokens})`"));
        return Some(nobody);
    }
    let key = Ident::new("role", Span::call_site());
    let trees = Trees::from(tokens);
    let role = Entry { key, inner: None, value: trees.clone(), run_on: false, trees };
    Some(Audience { role: requirement(&role, faults), scope: None })
}

/// An attribute that stands where no field has a name would do nothing.
pub(crate) fn no_audience(attrs: &[Attribute], place: &str, faults: &mut Faults) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("audience")) {
        let what = format!("`#[audience(..)]` does nothing on {place}");
        faults.add(Rule::Audience, attr.to_token_stream(), what, "put it on each named field that it is about");
    }
}

fn has_keys(tokens: &TokenStream) -> bool {
    let mut trees = tokens.clone().into_iter();
    matches!(
        (trees.next(), trees.next(), trees.next()),
        (Some(TokenTree::Ident(_)), Some(TokenTree::Punct(sign)), next)
            if sign.as_char() == '=' && !matches!(&next, Some(TokenTree::Punct(_)))
    )
}

fn by_keys(tokens: TokenStream, faults: &mut Faults) -> Audience {
    let mut audience = Audience { role: None, scope: None };
    for entry in entries(tokens) {
        match entry {
            Ok(entry) if entry.key == "role" && audience.role.is_none() => audience.role = requirement(&entry, faults),
            Ok(entry) if entry.key == "scope" && audience.scope.is_none() => {
                audience.scope = requirement(&entry, faults);
            }
            Ok(entry) => {
                faults.add(
                    Rule::Audience,
                    &entry.key,
                    format!("`{}` is not a key of `#[audience(..)]`, or stands there twice", entry.key),
                    HELP,
                );
            }
            Err(tokens) => faults.add(Rule::Audience, &tokens, format!("`{tokens}` is not an audience"), HELP),
        }
    }
    audience
}
