//! What stands beside a handler with a mistake: `routes![..]` takes it without a word, and nothing serves it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::declare::Handler;

use super::Private;

pub(crate) fn refused(private: &Private, handler: &Handler) -> TokenStream {
    let (vis, name) = (&handler.vis, &handler.sig.ident);
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, missing_debug_implementations)]
        #vis struct #name {}
        const _: () = {
            impl #private::SecureRoute for #name {
                const POLICY: &'static #private::RoutePolicy = #private::REFUSED;
                const ARGS: &'static [#private::ArgInfo] = &[];
            }
            impl<__S> #private::Mount<__S> for #name {
                fn mount() -> #private::Endpoint<__S> {
                    #private::refused::<__S>()
                }
            }
        };
    }
}
