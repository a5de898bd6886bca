//! What the derives read alike: names, attributes, newtypes.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, LitStr, Meta};

use crate::parse::{Entry, entries};

/// A name without `r#`.
pub(crate) fn plain(name: &Ident) -> String {
    let name = name.to_string();
    name.strip_prefix("r#").map_or_else(|| name.clone(), str::to_owned)
}

/// `ReadOnly` as `read_only`, or with another sign between the words.
pub(crate) fn separated(name: &str, between: char) -> String {
    let mut out = String::new();
    for (place, letter) in name.char_indices() {
        if letter.is_uppercase() && place > 0 {
            out.push(between);
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// The arguments of the attributes of one name.
pub(crate) fn args_of<'a>(attrs: &'a [Attribute], name: &'a str) -> impl Iterator<Item = TokenStream> + 'a {
    attrs.iter().filter(move |attr| attr.path().is_ident(name)).map(|attr| match &attr.meta {
        Meta::List(list) => list.tokens.clone(),
        other => other.to_token_stream(),
    })
}

/// The entries of the attributes of one name.
pub(crate) fn entries_of<'a>(
    attrs: &'a [Attribute],
    name: &'a str,
) -> impl Iterator<Item = Result<Entry, TokenStream>> {
    args_of(attrs, name).flat_map(entries)
}

/// The text of an attribute: `#[role("name")]`.
pub(crate) fn text_of(attrs: &[Attribute], name: &str) -> Option<Result<LitStr, TokenStream>> {
    let args = args_of(attrs, name).next()?;
    Some(syn::parse2::<LitStr>(args.clone()).map_err(|_| args))
}

/// Whether tokens hold one of these names.
pub(crate) fn mentions(tokens: TokenStream, names: &[&Ident]) -> bool {
    !names.is_empty()
        && tokens.into_iter().any(|tree| match tree {
            TokenTree::Ident(word) => names.iter().any(|name| **name == word),
            TokenTree::Group(group) => mentions(group.stream(), names),
            _ => false,
        })
}
