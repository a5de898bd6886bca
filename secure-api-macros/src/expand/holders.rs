//! `#[scope("articles:write", role = Role::Editor)]`: the role without which a scope counts for nothing.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{LitStr, Path, Variant};

use crate::parse::{Entry, Value, entries, split};
use crate::report::{Faults, Rule};

use super::Private;
use super::fields::args_of;
use super::vocabulary::Kind;

/// What `#[role(..)]` or `#[scope(..)]` says of a variant.
#[derive(Default)]
pub(super) struct Said {
    pub(super) name: Option<LitStr>,
    pub(super) holder: Option<Path>,
}

/// Reads the attribute: a name, and for a scope the role that it needs.
pub(super) fn said(variant: &Variant, kind: &Kind, faults: &mut Faults) -> Said {
    let mut said = Said::default();
    let Some(args) = args_of(&variant.attrs, kind.one).next() else { return said };
    let mut parts = split(args.clone()).into_iter().map(|part| part.into_iter().collect::<TokenStream>()).peekable();
    if parts.peek().is_none() {
        wrong_name(&variant.ident, kind, faults);
    }
    if let Some(Ok(name)) = parts.peek().map(|part| syn::parse2(part.clone())) {
        said.name = Some(name);
        parts.next();
    }
    for part in parts {
        match entries(part.clone()).pop() {
            Some(Ok(entry)) if kind.one == "scope" && entry.key == "role" => said.holder = holder(&entry, faults),
            _ => wrong_name(part, kind, faults),
        }
    }
    said
}

fn wrong_name(at: impl ToTokens, kind: &Kind, faults: &mut Faults) {
    let what = format!("`#[{}(..)]` takes the name in a token", kind.one);
    faults.add(Rule::Vocabulary, at, what, format!("write `#[{}(\"name\")]`", kind.one));
}

fn holder(entry: &Entry, faults: &mut Faults) -> Option<Path> {
    match entry.value() {
        Value::Path(path) if path.segments.len() > 1 => Some(path),
        _ => {
            let help = "write the role as a path: `role = Role::Editor`";
            faults.add(Rule::Holder, entry.at(), "a scope needs a role of the application's enum", help);
            None
        }
    }
}

/// The roles that scopes need, as a constant.
pub(super) fn holders(private: &Private, said: &[Said]) -> TokenStream {
    let named: Vec<&Path> = said.iter().filter_map(|said| said.holder.as_ref()).collect();
    if named.is_empty() {
        return quote!(::core::option::Option::None);
    }
    let bit = |role: &Path| quote!(1 << (#role as u32));
    let bits = said.iter().map(|said| said.holder.as_ref().map_or_else(|| quote!(0), bit));
    let at = named.first().map_or_else(Span::call_site, |role| role.span());
    let private_at = private.at(at);
    let roles = quote_spanned!(at=> #private_at::roles(&[#(#named),*], &[], false).vocabulary);
    quote! {
        ::core::option::Option::Some(#private::Holders {
            roles: #roles,
            bits: &[#(#bits),*],
        })
    }
}
