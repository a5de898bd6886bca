//! `routes![..]` and `rate!(..)`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, LitStr, Path, Token};

use crate::check;
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
    let parser = Punctuated::<Entry, Token![,]>::parse_terminated;
    let entries = faults.keep(syn::parse::Parser::parse2(parser, list)).unwrap_or_default();
    let pushes: Vec<TokenStream> = entries.iter().map(|entry| push(entry, &mut faults)).collect();
    let mistakes = faults.into_tokens();
    quote! {{
        #[allow(unused_imports)]
        use #private::fallback::*;
        #[allow(unused_mut)]
        let mut __list = #private::Routes::new();
        #mistakes
        #(#pushes)*
        __list
    }}
}

/// The handler is imported under a name that also stands outside, for a type that is not secured. A plain fn has no type of
/// its name, so the look-up falls through to that one, whose message stands on the fn.
fn push(entry: &Entry, faults: &mut Faults) -> TokenStream {
    let Entry { attrs, handler } = entry;
    let generic = handler.segments.iter().any(|segment| !segment.arguments.is_none());
    if generic {
        let help = "name the handler alone: `routes![articles::show]`";
        faults.add(Rule::Mounted, handler, "an entry of `routes![..]` is the name of a handler", help);
        return TokenStream::new();
    }
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
