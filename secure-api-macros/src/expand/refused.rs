//! What stands beside a handler with a mistake: `routes![..]` takes it without a word, and nothing serves it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::declare::{Handler, Marks};

use super::Private;

pub(crate) fn refused(private: &Private, handler: &Handler, marks: &Marks) -> TokenStream {
    let (vis, name) = (&handler.vis, &handler.sig.ident);
    let (import, private) = private.brief();
    let consumed = marks.consumed();
    quote! {
        #consumed
        #[doc(hidden)]
        #[allow(non_camel_case_types, missing_debug_implementations)]
        #vis struct #name {}
        const _: () = {
            #import
            impl #private::SecureRoute for #name {
                type Args = #private::Args<(), 0>;
                type Answer = #private::NoContent;
                const POLICY: &'static #private::RoutePolicy = #private::REFUSED;
                fn handler() -> impl #private::Handler<Self::Args, Self::Answer> {
                    #private::Nobody
                }
            }
        };
    }
}
