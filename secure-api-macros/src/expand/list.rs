//! `routes![..]` and `rate!(..)`.

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, GenericArgument, LitStr, Path, PathArguments, Token};

use crate::check;
use crate::report::{Faults, Rule};

use super::Private;
use super::policy::rate_data;

struct Entry {
    attrs: Vec<Attribute>,
    /// The name, without types.
    handler: Path,
    /// The types of a generic handler.
    types: Punctuated<GenericArgument, Token![,]>,
}

impl Entry {
    /// Where messages about it stand: on the name of the handler, and not on the modules before it.
    fn span(&self) -> Span {
        self.handler.segments.last().map_or_else(|| self.handler.span(), |segment| segment.ident.span())
    }
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (attrs, mut handler): (_, Path) = (input.call(Attribute::parse_outer)?, input.parse()?);
        let last = handler.segments.last_mut().map(|segment| std::mem::take(&mut segment.arguments));
        let types = match last {
            Some(PathArguments::AngleBracketed(types)) => types.args,
            Some(PathArguments::Parenthesized(call)) => return Err(syn::Error::new_spanned(call, "a call")),
            Some(PathArguments::None) | None => Punctuated::new(),
        };
        Ok(Self { attrs, handler, types })
    }
}

/// A list of handlers.
///
/// The state is known from where the list goes before an entry is looked at: a single handler that takes `State<Db>` would
/// settle it otherwise, and one that needs another state would be a mismatch of two lists and not a message of its own.
pub(crate) fn routes(list: TokenStream) -> TokenStream {
    let private = Private::find();
    let mut faults = Faults::default();
    let entries: Vec<Entry> = split_entries(list).into_iter().filter_map(|part| entry(part, &mut faults)).collect();
    let listed = entries.iter().enumerate().map(|(number, entry)| listed(&private, number, entry));
    let pushes = entries.iter().enumerate().map(|(number, entry)| push(&private, number, entry));
    let mistakes = faults.into_tokens();
    quote! {{
        #[allow(unused_imports)]
        use #private::fallback::*;
        #mistakes
        const __LIST: &[#private::Listed] = &[#(#listed),*];
        loop {
            let mut __list = #private::Routes::new();
            if false {
                break __list;
            }
            let _ = &mut __list;
            #(#pushes)*
            __list.knows(#private::names_at_root!());
            break __list;
        }
    }}
}

/// The parts between commas, but for those between the types of one entry.
fn split_entries(list: TokenStream) -> Vec<Vec<TokenTree>> {
    let (mut parts, mut part, mut depth) = (Vec::new(), Vec::new(), 0_usize);
    for tree in list {
        match &tree {
            TokenTree::Punct(sign) if sign.as_char() == '<' => depth += 1,
            TokenTree::Punct(sign) if sign.as_char() == '>' => depth = depth.saturating_sub(1),
            TokenTree::Punct(sign) if sign.as_char() == ',' && depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(tree);
    }
    parts.push(part);
    parts.retain(|part| !part.is_empty());
    parts
}

fn entry(part: Vec<TokenTree>, faults: &mut Faults) -> Option<Entry> {
    let tokens: TokenStream = part.into_iter().collect();
    let plain = |entry: &Entry| entry.handler.segments.iter().all(|segment| segment.arguments.is_none());
    match syn::parse2::<Entry>(tokens.clone()) {
        Ok(entry) if plain(&entry) => Some(entry),
        _ => {
            let what = format!("`{tokens}` is not the name of a handler");
            faults.add(Rule::Mounted, tokens, what, "write the names alone: `routes![health, articles::show]`, a generic one with its types: `show::<Postgres>`");
            None
        }
    }
}

/// The handler is imported under a name that also stands outside, for a type that is not secured. A plain fn has no type of
/// its name, so the look-up falls through to that one, whose message stands on the fn.
fn named(entry: &Entry) -> (TokenStream, TokenStream) {
    let Entry { handler, types, .. } = entry;
    let (span, count) = (entry.span(), number(types.len(), entry));
    let alias = Ident::new("__route", span);
    let import = quote! {
        #[allow(unused_imports)]
        use #handler as #alias;
    };
    let types = if types.is_empty() { TokenStream::new() } else { quote_spanned!(span=> <#types>) };
    (import, quote_spanned!(span=> #alias #types, #count))
}

/// On the entry, as every token of what can be wrong about it.
fn number(number: usize, entry: &Entry) -> Literal {
    let mut literal = Literal::usize_unsuffixed(number);
    literal.set_span(entry.span());
    literal
}

/// What the entry is, for comparison with the others.
fn listed(private: &Private, place: usize, entry: &Entry) -> TokenStream {
    let (attrs, span) = (&entry.attrs, entry.span());
    let (at, place) = (private.at(span), number(place, entry));
    let (import, route) = named(entry);
    let listed = quote_spanned!(span=> #at::listed::<#route>(#place));
    quote! {
        #(#attrs)*
        {
            #import
            #listed
        }
    }
}

fn push(private: &Private, place: usize, entry: &Entry) -> TokenStream {
    let (attrs, span) = (&entry.attrs, entry.span());
    let (at, place) = (private.at(span), number(place, entry));
    let (import, route) = named(entry);
    let audited = quote_spanned!(span=> const _: () = #at::audit::entry(__LIST, #place););
    let pushed = quote_spanned!(span=> __list.push::<#at::Entry<#route, { __LIST.len() }>>(););
    quote! {
        #(#attrs)*
        {
            #import
            #audited
            #pushed
        }
    }
}

/// A rate as a constant.
pub(crate) fn named_rate(text: TokenStream) -> TokenStream {
    let mut faults = Faults::default();
    let rate = match syn::parse2::<LitStr>(text.clone()) {
        Ok(text) => check::named_rate(&text, &mut faults),
        Err(_) => {
            let at = if text.is_empty() { quote!(_) } else { text };
            faults.add(Rule::Rate, at, "`rate!` takes a rate", "write rate!(\"5/15min per address\")");
            None
        }
    };
    let data = rate.map(|rate| rate_data(&Private::find(), &rate));
    let mistakes = faults.into_tokens();
    match data {
        Some(data) => data,
        None => quote!({ #mistakes }),
    }
}
