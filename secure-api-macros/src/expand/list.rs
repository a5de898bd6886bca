//! `routes![..]` and `rate!(..)`.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, LitStr, Path};

use crate::check;
use crate::parse::split;
use crate::report::{Faults, Rule};

use super::Private;
use super::policy::rate_data;

struct Entry {
    attrs: Vec<Attribute>,
    handler: Path,
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self { attrs: input.call(Attribute::parse_outer)?, handler: input.parse()? })
    }
}

/// A list of handlers.
///
/// The state is known from where the list goes before an entry is looked at: a single handler that takes `State<Db>` would
/// settle it otherwise, and one that needs another state would be a mismatch of two lists and not a message of its own.
pub(crate) fn routes(list: TokenStream) -> TokenStream {
    let private = Private::find();
    let mut faults = Faults::default();
    let entries: Vec<Entry> = split(list).into_iter().filter_map(|part| entry(part, &mut faults)).collect();
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
            break __list;
        }
    }}
}

fn entry(part: Vec<TokenTree>, faults: &mut Faults) -> Option<Entry> {
    let tokens: TokenStream = part.into_iter().collect();
    let plain = |entry: &Entry| entry.handler.segments.iter().all(|segment| segment.arguments.is_none());
    match syn::parse2::<Entry>(tokens.clone()) {
        Ok(entry) if plain(&entry) => Some(entry),
        _ => {
            let what = format!("`{tokens}` is not the name of a handler");
            faults.add(Rule::Mounted, tokens, what, "write the names alone: `routes![health, articles::show]`");
            None
        }
    }
}

/// The handler is imported under a name that also stands outside, for a type that is not secured. A plain fn has no type of
/// its name, so the look-up falls through to that one, whose message stands on the fn.
fn named(entry: &Entry) -> (TokenStream, TokenStream) {
    let handler = &entry.handler;
    let alias = Ident::new("__route", handler.span());
    let import = quote! {
        #[allow(unused_imports)]
        use #handler as #alias;
    };
    (import, quote!(#alias))
}

/// What the entry is, for comparison with the others.
fn listed(private: &Private, number: usize, entry: &Entry) -> TokenStream {
    let (attrs, at) = (&entry.attrs, private.at(entry.handler.span()));
    let (import, alias) = named(entry);
    let listed = quote_spanned!(entry.handler.span()=> #at::listed::<#alias, 0>(#number));
    quote! {
        #(#attrs)*
        {
            #import
            #listed
        }
    }
}

fn push(private: &Private, number: usize, entry: &Entry) -> TokenStream {
    let (attrs, span) = (&entry.attrs, entry.handler.span());
    let (import, alias) = named(entry);
    let at = private.at(span);
    let audited = quote_spanned!(span=> const _: () = #at::audit::entry(__LIST, #number););
    let pushed = quote_spanned!(span=> __list.push::<#alias, 0>(););
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
