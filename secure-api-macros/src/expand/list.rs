//! `routes![..]` and `rate!(..)`.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
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
pub(crate) fn routes(list: TokenStream) -> TokenStream {
    let private = Private::find();
    let mut faults = Faults::default();
    let entries: Vec<Entry> = split(list).into_iter().filter_map(|part| entry(part, &mut faults)).collect();
    let pushes = entries.iter().map(push);
    let mistakes = faults.into_tokens();
    quote! {{
        #[allow(unused_imports)]
        use #private::fallback::*;
        #mistakes
        #private::Routes::build(|__list| {
            let _ = &__list;
            #(#pushes)*
        })
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
fn push(entry: &Entry) -> TokenStream {
    let Entry { attrs, handler } = entry;
    let alias = Ident::new("__route", handler.span());
    quote! {
        #(#attrs)*
        {
            #[allow(unused_imports)]
            use #handler as #alias;
            __list.push::<#alias>();
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
