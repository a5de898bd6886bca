//! `key = value, key(name) = value`: the list inside `#[secure(..)]`. A mistake in one entry leaves the others readable.

use core::fmt;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::{Lit, LitInt, LitStr, Path};

/// One entry, its value not yet read.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) key: Ident,
    /// What stands in parentheses behind the key.
    pub(crate) inner: Option<TokenStream>,
    pub(crate) value: Trees,
    /// Whether the comma before it is missing.
    pub(crate) run_on: bool,
    /// The whole entry.
    pub(crate) trees: Trees,
}

/// Tokens as they are written, which the compiler is asked for once: each stream that is made of them is one more question.
#[derive(Clone, Default)]
pub(crate) struct Trees(Vec<TokenTree>);

impl Trees {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl ToTokens for Trees {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.0);
    }
}

impl From<TokenStream> for Trees {
    fn from(tokens: TokenStream) -> Self {
        Self(tokens.into_iter().collect())
    }
}

impl fmt::Display for Trees {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_token_stream().fmt(f)
    }
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
        of(&self.value.0)
    }

    /// The whole entry, for messages on it.
    pub(crate) fn tokens(&self) -> TokenStream {
        self.trees.to_token_stream()
    }

    /// The tokens to underline for a wrong value.
    pub(crate) fn at(&self) -> TokenStream {
        if self.value.is_empty() { self.key.to_token_stream() } else { self.value.to_token_stream() }
    }
}

/// Reads a value.
pub(crate) fn value(tokens: TokenStream) -> Value {
    of(&Trees::from(tokens).0)
}

fn of(trees: &[TokenTree]) -> Value {
    let tokens = || trees.iter().cloned().collect::<TokenStream>();
    match trees {
        [TokenTree::Literal(literal)] => match Lit::new(literal.clone()) {
            Lit::Str(text) => Value::Text(text),
            Lit::Int(number) => Value::Number(number),
            _ => Value::Other,
        },
        [TokenTree::Group(list)] if matches!(list.delimiter(), Delimiter::Bracket | Delimiter::Parenthesis) => {
            Value::List(list.stream())
        }
        [TokenTree::Group(hidden)] if hidden.delimiter() == Delimiter::None => value(hidden.stream()),
        [TokenTree::Ident(name), TokenTree::Group(inner)] if inner.delimiter() == Delimiter::Parenthesis => {
            Value::Call(name.clone(), inner.stream())
        }
        [TokenTree::Punct(_), TokenTree::Literal(_)] => syn::parse2(tokens()).map_or(Value::Other, Value::Number),
        _ => syn::parse2::<Path>(tokens()).map_or(Value::Other, Value::Path),
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
    let [TokenTree::Ident(key), rest @ ..] = part.as_slice() else { return Err(part.into_iter().collect()) };
    let (inner, rest) = match rest {
        [TokenTree::Group(group), rest @ ..] if group.delimiter() == Delimiter::Parenthesis => {
            (Some(group.stream()), rest)
        }
        rest => (None, rest),
    };
    let value = match rest {
        [] => Trees::default(),
        [TokenTree::Punct(equals), value @ ..] if equals.as_char() == '=' => Trees(value.to_vec()),
        _ => return Err(part.into_iter().collect()),
    };
    Ok(Entry { key: key.clone(), inner, value, run_on: false, trees: Trees(part) })
}
