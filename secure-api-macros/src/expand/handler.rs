//! A handler with its two attributes: read, checked, and written as an endpoint or as one that no list can serve.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;

use crate::check;
use crate::declare::{CONSUMED, Declaration, Handler, Mark, Marks};
use crate::model::Route;
use crate::report::{Faults, Rule};

use super::Private;
use super::endpoint::endpoint;
use super::refused::refused;

/// Expands whichever of the two attributes runs first.
pub(crate) fn handler(first: Mark, args: TokenStream, item: TokenStream) -> TokenStream {
    if is_consumed(args.clone()) {
        return item;
    }
    let mut faults = Faults::default();
    let mut handler = match Handler::read(&item) {
        Ok(handler) => handler,
        Err(error) => return not_a_handler(error, item, faults),
    };
    let marks = Marks::collect(first, args, &mut handler);
    marks.check(&mut handler, &mut faults);
    let route = route(&marks, &mut faults);
    let expansion = expand(&marks, &handler, route.as_ref(), &mut faults);
    let expansion = match expansion {
        Some(expansion) if faults.is_empty() => expansion,
        // An `impl` has no room for types, and no list can name what stands in it.
        _ if handler.sig.receiver().is_some() => {
            let mistakes = faults.into_tokens();
            return quote!(#handler #mistakes);
        }
        _ => refused(&Private::find(), &handler, &marks, route.as_ref()),
    };
    let mistakes = faults.into_tokens();
    quote!(#handler #expansion #mistakes)
}

/// This one word and nothing beside it: what else somebody writes is a declaration, and read as one.
fn is_consumed(args: TokenStream) -> bool {
    let mut trees = args.into_iter();
    matches!((trees.next(), trees.next()), (Some(TokenTree::Ident(word)), None) if word == CONSUMED)
}

fn route(marks: &Marks, faults: &mut Faults) -> Option<Route> {
    let (method, written) = marks.routes.first()?;
    check::route(*method, written.args.clone(), &written.at, faults)
}

fn expand(marks: &Marks, handler: &Handler, route: Option<&Route>, faults: &mut Faults) -> Option<TokenStream> {
    check::signature(&handler.sig, faults);
    let written = marks.policies.first()?;
    let declaration = Declaration::read(written.args.clone(), faults);
    let policy = check::policy(&declaration, route, handler, faults);
    Some(endpoint(&Private::find(), handler, marks, route?, &policy?))
}

/// The tokens stay, so that an editor goes on resolving what it can.
fn not_a_handler(error: syn::Error, item: TokenStream, mut faults: Faults) -> TokenStream {
    let is_fn = item.clone().into_iter().any(|tree| matches!(&tree, TokenTree::Ident(word) if word == "fn"));
    if is_fn {
        faults.add_error(error);
    } else {
        let here = proc_macro2::Ident::new("_", Span::call_site());
        faults.add(Rule::Signature, here, "only an `async fn` is a handler", "put the attributes on an `async fn`");
    }
    let mistakes = faults.into_tokens();
    let stripped = without_marks(item);
    quote!(#stripped #mistakes)
}

/// The item without further attributes of ours, which would only complain again.
fn without_marks(item: TokenStream) -> TokenStream {
    let Ok(mut item) = syn::parse2::<syn::Item>(item.clone()) else { return item };
    let attrs = match &mut item {
        syn::Item::Struct(item) => &mut item.attrs,
        syn::Item::Enum(item) => &mut item.attrs,
        syn::Item::Impl(item) => &mut item.attrs,
        syn::Item::Mod(item) => &mut item.attrs,
        _ => return quote!(#item),
    };
    attrs.retain(|attr| Mark::of(attr.path()).is_none());
    quote!(#item)
}
