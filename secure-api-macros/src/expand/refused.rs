//! What stands beside a handler with a mistake: `routes![..]` takes it without a word, and nothing serves it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::declare::{Handler, Marks};
use crate::model::Route;

use super::Private;
use super::sibling::{Sibling, nobody};

pub(crate) fn refused(private: &Private, handler: &Handler, marks: &Marks, route: Option<&Route>) -> TokenStream {
    let sibling = Sibling::of(handler);
    let item = sibling.item(private, marks);
    let (import, private) = private.brief();
    let (head, body) = (sibling.any_impl_head(&private), nobody(&private, &quote!(#private::Args<(), 0>), "REFUSED"));
    let uri = route.map(|route| sibling.uri(&private, &quote!(#private::REFUSED), route));
    quote! {
        #item
        const _: () = {
            #import
            #head #body
            #uri
        };
    }
}
