//! What stands beside a handler with a mistake: `routes![..]` takes it without a word, and nothing serves it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::declare::{Handler, Marks};

use super::Private;
use super::sibling::{Sibling, nobody};

pub(crate) fn refused(private: &Private, handler: &Handler, marks: &Marks) -> TokenStream {
    let sibling = Sibling::of(handler);
    let item = sibling.item(private, marks);
    let (import, private) = private.brief();
    let (head, body) = (sibling.any_impl_head(&private), nobody(&private, &quote!(#private::Args<(), 0>)));
    quote! {
        #item
        const _: () = {
            #import
            #head #body
        };
    }
}
