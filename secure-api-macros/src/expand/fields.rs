//! What the derives read alike: names, attributes, newtypes.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, LitStr, Meta, PathArguments, Type, TypePath};

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
    attrs.iter().filter(move |attr| attr.path().is_ident(name)).map(args)
}

fn args(attr: &Attribute) -> TokenStream {
    match &attr.meta {
        Meta::List(list) => list.tokens.clone(),
        other => other.to_token_stream(),
    }
}

/// The entries of the attributes of one name.
pub(crate) fn entries_of<'a>(
    attrs: &'a [Attribute],
    name: &'a str,
) -> impl Iterator<Item = Result<Entry, TokenStream>> {
    args_of(attrs, name).flat_map(entries)
}

/// What the attributes of a type or of a field tell serde and validator, read once.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) serde: Vec<Result<Entry, TokenStream>>,
    pub(crate) validate: Vec<Result<Kept, TokenStream>>,
}

/// A rule with what stands in its parentheses.
pub(crate) struct Kept {
    pub(crate) rule: Entry,
    pub(crate) parts: Vec<Entry>,
    /// What stands among them and is none.
    pub(crate) unread: Vec<TokenStream>,
}

impl Kept {
    fn of(rule: Entry) -> Self {
        let (mut parts, mut unread) = (Vec::new(), Vec::new());
        for part in rule.inner.clone().map(entries).unwrap_or_default() {
            match part {
                Ok(part) => parts.push(part),
                Err(tokens) => unread.push(tokens),
            }
        }
        Self { rule, parts, unread }
    }
}

impl Told {
    pub(crate) fn by(attrs: &[Attribute]) -> Self {
        let mut told = Self::default();
        for attr in attrs {
            let Some(name) = attr.path().get_ident().map(Ident::to_string) else { continue };
            match name.as_str() {
                "serde" => told.serde.extend(entries(args(attr))),
                "validate" => {
                    told.validate.extend(entries(args(attr)).into_iter().map(|entry| entry.map(Kept::of)));
                }
                _ => {}
            }
        }
        told
    }

    /// The entries for serde.
    pub(crate) fn serde(&self) -> impl Iterator<Item = &Entry> {
        self.serde.iter().flatten()
    }

    /// The rules.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &Kept> {
        self.validate.iter().flatten()
    }
}

/// The text of an attribute: `#[role("name")]`.
pub(crate) fn text_of(attrs: &[Attribute], name: &str) -> Option<Result<LitStr, TokenStream>> {
    let args = args_of(attrs, name).next()?;
    Some(syn::parse2::<LitStr>(args.clone()).map_err(|_| args))
}

/// Whether a type holds one of these names.
pub(crate) fn mentions(ty: &Type, names: &[&Ident]) -> bool {
    fn any(tokens: TokenStream, names: &[&Ident]) -> bool {
        tokens.into_iter().any(|tree| match tree {
            TokenTree::Ident(word) => names.iter().any(|name| **name == word),
            TokenTree::Group(group) => any(group.stream(), names),
            _ => false,
        })
    }
    !names.is_empty() && any(ty.to_token_stream(), names)
}

/// Where a type stands, as `Spanned` has it, without its tokens: those are asked for by the compiler, one by one.
pub(crate) fn span_of(ty: &Type) -> Span {
    let Type::Path(TypePath { qself: None, path, .. }) = ty else { return ty.span() };
    let (None, Some(first), Some(last)) = (path.leading_colon, path.segments.first(), path.segments.last()) else {
        return ty.span();
    };
    let end = match &last.arguments {
        PathArguments::None => last.ident.span(),
        PathArguments::AngleBracketed(types) => types.gt_token.span,
        PathArguments::Parenthesized(_) => return ty.span(),
    };
    first.ident.span().join(end).unwrap_or_else(|| first.ident.span())
}

/// Whether one of these words may stand in a type: what a macro makes of it is not known here.
pub(crate) fn may_say(ty: &Type, words: &[&str]) -> bool {
    let mut said = Said { words, found: false };
    said.visit_type(ty);
    said.found
}

struct Said<'w> {
    words: &'w [&'w str],
    found: bool,
}

impl<'ast> Visit<'ast> for Said<'_> {
    fn visit_ident(&mut self, word: &'ast Ident) {
        let word = word.to_string();
        self.found = self.found || self.words.contains(&word.as_str());
    }

    fn visit_type(&mut self, ty: &'ast Type) {
        self.found = self.found || matches!(ty, Type::Macro(_) | Type::Verbatim(_));
        visit::visit_type(self, ty);
    }

    fn visit_expr(&mut self, value: &'ast Expr) {
        // The length of an array, or a constant.
        self.found = self.found || !matches!(value, Expr::Lit(_) | Expr::Path(_));
        visit::visit_expr(self, value);
    }
}
