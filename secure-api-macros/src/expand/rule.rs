//! `#[rule]` on `impl Authorize<..> for ..`: in the inventory the rule is known by a hash of what is written there.

use proc_macro2::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use sha2::{Digest, Sha256};
use syn::ItemImpl;

use crate::report::{Faults, Rule};

use super::Private;

const EXAMPLE: &str = "write `#[rule] impl Authorize<Publish> for Article { .. }`";

pub(crate) fn rule(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut faults = Faults::default();
    if !args.is_empty() {
        faults.add(Rule::Fingerprint, &args, "`#[rule]` takes nothing", "write `#[rule]`");
    }
    // A body that is half written is the compiler's to complain of.
    let parsed = syn::parse2::<ItemImpl>(item.clone()).ok();
    let trait_path = parsed.as_ref().and_then(|item| item.trait_.as_ref()).map(|(path, _)| path);
    let Some(path) = trait_path else {
        if parsed.is_some() || !begins_an_impl(&item) {
            let at = first(&item);
            faults.add(Rule::Fingerprint, at, "`#[rule]` stands on what is no rule for an action", EXAMPLE);
        }
        let mistakes = faults.into_tokens();
        return quote!(#mistakes #item);
    };
    let mistakes = faults.into_tokens();
    let at = path.segments.last().map_or_else(Span::call_site, |last| last.ident.span());
    let known = fingerprint(&Private::find(), &item, at);
    let item = with(item, known);
    quote!(#mistakes #item)
}

/// The constant that a rule is known by.
pub(super) fn fingerprint(private: &Private, written: &TokenStream, at: Span) -> TokenStream {
    let mut hash = Sha256::new();
    feed(written.clone(), &mut hash);
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let text = format!("sha256:{digits}");
    let name = Ident::new("FINGERPRINT", at);
    quote_spanned! {at=>
        #[doc(hidden)]
        const #name: ::core::option::Option<&'static str> = #private::Some(#text);
    }
}

/// Each token with what it is, so that no two rules are fed alike. Comments are left out: they are no part of a rule.
fn feed(written: TokenStream, hash: &mut Sha256) {
    let mut trees = written.into_iter().peekable();
    while let Some(tree) = trees.next() {
        if is_comment(&tree, trees.peek()) {
            trees.next();
            continue;
        }
        match tree {
            TokenTree::Group(group) => {
                let signs = match group.delimiter() {
                    Delimiter::Parenthesis => ["(", ")"],
                    Delimiter::Brace => ["{", "}"],
                    Delimiter::Bracket => ["[", "]"],
                    // What a macro put in: it is not written.
                    Delimiter::None => ["", ""],
                };
                hash.update(signs[0]);
                feed(group.stream(), hash);
                hash.update(signs[1]);
            }
            TokenTree::Punct(sign) => {
                let joint = sign.spacing() == Spacing::Joint && matches!(trees.peek(), Some(TokenTree::Punct(_)));
                hash.update(format!("{}{}", sign.as_char(), if joint { "" } else { "\0" }));
            }
            word => hash.update(format!("{word}\0")),
        }
    }
}

/// `#[doc = ".."]`, which is what a comment is to a macro.
fn is_comment(tree: &TokenTree, next: Option<&TokenTree>) -> bool {
    let (TokenTree::Punct(hash), Some(TokenTree::Group(group))) = (tree, next) else { return false };
    let doc = || matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(word)) if word == "doc");
    hash.as_char() == '#' && group.delimiter() == Delimiter::Bracket && doc()
}

/// The impl with one more constant in it, and its own tokens as they are.
fn with(item: TokenStream, known: TokenStream) -> TokenStream {
    let mut trees: Vec<TokenTree> = item.into_iter().collect();
    if let Some(TokenTree::Group(body)) = trees.last_mut() {
        let inner = body.stream();
        let mut changed = Group::new(body.delimiter(), quote!(#known #inner));
        changed.set_span(body.span());
        *body = changed;
    }
    trees.into_iter().collect()
}

fn begins_an_impl(item: &TokenStream) -> bool {
    item.clone().into_iter().any(|tree| matches!(tree, TokenTree::Ident(word) if word == "impl"))
}

fn first(item: &TokenStream) -> TokenStream {
    item.clone().into_iter().next().map_or_else(|| quote!(_), ToTokens::into_token_stream)
}

#[cfg(test)]
mod tests {
    use proc_macro2::{Span, TokenStream};
    use quote::quote;

    use super::{Private, fingerprint, rule};

    fn known(written: TokenStream) -> String {
        fingerprint(&Private::find(), &written, Span::call_site()).to_string()
    }

    #[test]
    fn comments_and_white_space_change_nothing_and_all_else_does() {
        let written = |text: &str| known(text.parse().expect("tokens"));
        let one =
            written("impl Authorize<Read> for A { fn permits(&self, c: &Caller) -> bool { self.open && c.known() } }");
        for same in [
            "impl Authorize < Read > for A {\n fn permits(&self, c: &Caller)->bool { self.open&&c.known() } }",
            "/// Why.\nimpl Authorize<Read> for A { /** How. */ fn permits(&self, c: &Caller) -> bool { self.open && c.known() } }",
            "impl Authorize<Read> for A { fn permits(&self, c: &Caller) -> bool { /* once */ self.open && c.known() } }",
        ] {
            assert_eq!(one, written(same), "{same}");
        }
        for other in [
            "impl Authorize<Read> for A { fn permits(&self, c: &Caller) -> bool { self.open || c.known() } }",
            "impl Authorize<Read> for A { fn permits(&self, c: &Caller) -> bool { self.open & &c.known() } }",
            "impl Authorize<Update> for A { fn permits(&self, c: &Caller) -> bool { self.open && c.known() } }",
            "#[cfg(test)] impl Authorize<Read> for A { fn permits(&self, c: &Caller) -> bool { self.open && c.known() } }",
        ] {
            assert_ne!(one, written(other), "{other}");
        }
        assert_ne!(written("a b"), written("ab"));
        assert_ne!(written("f(a) b"), written("f(a b)"));
    }

    #[test]
    fn what_is_no_rule_is_refused_and_kept() {
        let refused = |item: TokenStream| rule(TokenStream::new(), item).to_string();
        for item in [
            quote!(
                struct A;
            ),
            quote!(impl A { fn a() {} }),
        ] {
            let told = refused(item);
            assert!(told.contains("compile_error") && told.contains("A"), "{told}");
        }
        let told = refused(quote!(impl Authorize<Read> for A { fn permits(&self) -> bool { true } }));
        assert!(!told.contains("compile_error") && told.contains("FINGERPRINT"), "{told}");
    }
}
