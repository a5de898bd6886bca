//! `key = value, key(name) = value`: the list inside `#[secure(..)]`. A mistake in one entry leaves the others readable.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{LitInt, LitStr, Path};

/// One entry, its value not yet read.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) key: Ident,
    /// What stands in parentheses behind the key.
    pub(crate) inner: Option<TokenStream>,
    pub(crate) value: TokenStream,
    /// Whether the comma before it is missing.
    pub(crate) run_on: bool,
    /// The whole entry, for messages on it.
    pub(crate) tokens: TokenStream,
}

/// The kinds of value there are.
pub(crate) enum Value {
    Text(LitStr),
    Number(LitInt),
    Path(Path),
    List(TokenStream),
    /// `any(..)`, `optional(..)`
    Call(Ident, TokenStream),
    Other,
}

impl Entry {
    pub(crate) fn value(&self) -> Value {
        value(self.value.clone())
    }

    /// The tokens to underline for a wrong value.
    pub(crate) fn at(&self) -> TokenStream {
        if self.value.is_empty() { self.key.to_token_stream() } else { self.value.clone() }
    }
}

/// Reads a value.
pub(crate) fn value(tokens: TokenStream) -> Value {
    if let Ok(text) = syn::parse2::<LitStr>(tokens.clone()) {
        return Value::Text(text);
    }
    if let Ok(number) = syn::parse2::<LitInt>(tokens.clone()) {
        return Value::Number(number);
    }
    let trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    match trees.as_slice() {
        [TokenTree::Group(list)] if matches!(list.delimiter(), Delimiter::Bracket | Delimiter::Parenthesis) => {
            Value::List(list.stream())
        }
        [TokenTree::Group(hidden)] if hidden.delimiter() == Delimiter::None => value(hidden.stream()),
        [TokenTree::Ident(name), TokenTree::Group(inner)] if inner.delimiter() == Delimiter::Parenthesis => {
            Value::Call(name.clone(), inner.stream())
        }
        _ => syn::parse2::<Path>(tokens).map_or(Value::Other, Value::Path),
    }
}

/// Reads a list, and what is no entry as an error each.
pub(crate) fn entries(tokens: TokenStream) -> Vec<Result<Entry, TokenStream>> {
    let mut found = Vec::new();
    for part in split(tokens) {
        let mut run_on = false;
        for part in sentences(part) {
            found.push(entry(part).map(|entry| Entry { run_on, ..entry }));
            run_on = true;
        }
    }
    found
}

/// The parts between commas.
pub(crate) fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    for tree in tokens {
        match &tree {
            TokenTree::Punct(comma) if comma.as_char() == ',' => parts.push(Vec::new()),
            _ => {
                if let Some(part) = parts.last_mut() {
                    part.push(tree);
                }
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// `a = b c = d` as two.
fn sentences(part: Vec<TokenTree>) -> Vec<Vec<TokenTree>> {
    let is_equals = |tree: Option<&TokenTree>| matches!(tree, Some(TokenTree::Punct(sign)) if sign.as_char() == '=');
    let mut found: Vec<Vec<TokenTree>> = vec![Vec::new()];
    for (place, tree) in part.iter().enumerate() {
        let begins = matches!(tree, TokenTree::Ident(_)) && is_equals(part.get(place + 1));
        if begins && place >= 3 && !is_equals(part.get(place - 1)) {
            found.push(Vec::new());
        }
        if let Some(last) = found.last_mut() {
            last.push(tree.clone());
        }
    }
    found
}

fn entry(part: Vec<TokenTree>) -> Result<Entry, TokenStream> {
    let tokens: TokenStream = part.iter().cloned().collect();
    let mut trees = part.into_iter().peekable();
    let Some(TokenTree::Ident(key)) = trees.next() else { return Err(tokens) };
    let inner = match trees.peek() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => Some(group.stream()),
        _ => None,
    };
    if inner.is_some() {
        trees.next();
    }
    match trees.next() {
        None => Ok(Entry { key, inner, value: TokenStream::new(), run_on: false, tokens }),
        Some(TokenTree::Punct(equals)) if equals.as_char() == '=' => {
            Ok(Entry { key, inner, value: trees.collect(), run_on: false, tokens })
        }
        Some(_) => Err(tokens),
    }
}
