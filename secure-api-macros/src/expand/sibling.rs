//! The type of a handler's name, with the types that the handler is generic over.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::{GenericParam, Generics, Type};

use crate::declare::{Handler, Marks};
use crate::model::Route;

use super::Private;
use super::fields::mentions;

/// What stands beside a fn, and how it is spelled where the fn is generic.
pub(crate) struct Sibling<'h> {
    handler: &'h Handler,
    /// The parameters, without lifetimes, which no list can name.
    params: Vec<&'h GenericParam>,
}

impl<'h> Sibling<'h> {
    pub(crate) fn of(handler: &'h Handler) -> Self {
        let named = |param: &&GenericParam| !matches!(param, GenericParam::Lifetime(_));
        Self { handler, params: handler.sig.generics.params.iter().filter(named).collect() }
    }

    /// How many types a list names for it.
    pub(crate) fn types(&self) -> usize {
        self.params.len()
    }

    fn names(&self) -> Vec<&'h Ident> {
        let name = |param: &&'h GenericParam| match *param {
            GenericParam::Type(param) => Some(&param.ident),
            GenericParam::Const(param) => Some(&param.ident),
            GenericParam::Lifetime(_) => None,
        };
        self.params.iter().filter_map(name).collect()
    }

    /// Whether a list could leave the types out, which then have a message of their own.
    fn may_be_untyped(&self) -> bool {
        self.params.iter().all(|param| matches!(param, GenericParam::Type(_)))
    }

    /// Whether a type mentions one of the parameters.
    pub(crate) fn mentioned_by(&self, ty: &Type) -> bool {
        mentions(ty, &self.names())
    }

    /// The struct. A braced one lives in the type namespace only, so that the fn keeps its name.
    pub(crate) fn item(&self, private: &Private, marks: &Marks) -> TokenStream {
        let (vis, name, consumed) = (&self.handler.vis, &self.handler.sig.ident, marks.consumed());
        let (params, fields) = if self.params.is_empty() {
            (TokenStream::new(), TokenStream::new())
        } else {
            let params = self.declared(&self.may_be_untyped().then(|| quote!(= #private::Untyped)));
            let types = self.params.iter().filter_map(|param| match param {
                GenericParam::Type(param) => Some(&param.ident),
                _ => None,
            });
            (quote!(<#params>), quote!(_types: ::core::marker::PhantomData<fn() -> (#(#types,)*)>,))
        };
        quote! {
            #consumed
            #[doc(hidden)]
            #[allow(non_camel_case_types, missing_debug_implementations)]
            #vis struct #name #params { #fields }
        }
    }

    /// The parameters without their bounds.
    fn declared(&self, default: &Option<TokenStream>) -> TokenStream {
        let params = self.params.iter().map(|param| match param {
            GenericParam::Const(param) => {
                let (name, ty) = (&param.ident, &param.ty);
                quote!(const #name: #ty)
            }
            GenericParam::Type(param) => {
                let name = &param.ident;
                quote!(#name #default)
            }
            GenericParam::Lifetime(_) => TokenStream::new(),
        });
        quote!(#(#params),*)
    }

    /// `impl<R: Repo> SecureRoute<1> for show<R> where R: 'static`, up to the brace. Of a handler that is not generic rustc
    /// says by itself that it takes no types, once.
    pub(crate) fn impl_head(&self, private: &Private) -> TokenStream {
        if self.params.is_empty() {
            return self.any_impl_head(private);
        }
        let (name, names) = (&self.handler.sig.ident, self.names());
        let Generics { params, where_clause, .. } = &self.handler.sig.generics;
        let asked = where_clause.as_ref().map(|clause| &clause.predicates);
        let held = self.params.iter().filter_map(|param| match param {
            GenericParam::Type(param) => Some(&param.ident),
            _ => None,
        });
        let types = proc_macro2::Literal::usize_unsuffixed(self.types());
        quote!(impl<#params> #private::SecureRoute<#types> for #name<#(#names),*> where #(#held: 'static,)* #asked)
    }

    /// For any number of types, whatever they are.
    pub(crate) fn any_impl_head(&self, private: &Private) -> TokenStream {
        let (name, names) = (&self.handler.sig.ident, self.names());
        if names.is_empty() {
            return quote!(impl<const TYPES: usize> #private::SecureRoute<TYPES> for #name);
        }
        let params = self.declared(&None);
        quote!(impl<#params, const __TYPES: usize> #private::SecureRoute<__TYPES> for #name<#(#names),*>)
    }

    /// The fn with its types.
    pub(crate) fn value(&self) -> TokenStream {
        let (name, names) = (&self.handler.sig.ident, self.names());
        if names.is_empty() { quote!(#name) } else { quote!(#name::<#(#names),*>) }
    }

    /// `show::uri(id)`: an argument a path parameter. Where the handler is generic, no type has to be named for it.
    pub(crate) fn uri(&self, private: &Private, policy: &TokenStream, route: &Route) -> TokenStream {
        let (name, names) = (&self.handler.sig.ident, self.names());
        let (params, types) = if names.is_empty() {
            (TokenStream::new(), TokenStream::new())
        } else if self.may_be_untyped() {
            let none = vec![quote!(#private::Untyped); self.types()];
            (TokenStream::new(), quote!(<#(#none),*>))
        } else {
            let params = self.declared(&None);
            (quote!(<#params>), quote!(<#(#names),*>))
        };
        let values: Vec<Ident> = route.pattern.params.iter().map(|param| argument(param)).collect();
        let parts = quote!(&[#(#private::part(&#values)),*]);
        quote! {
            impl #params #name #types {
                pub fn uri(#(#values: impl #private::PathValue),*) -> #private::Link {
                    #private::link(#policy, #parts)
                }
            }
        }
    }

    /// What a list gets that leaves the types out: one message, which says to name them.
    pub(crate) fn untyped(&self, private: &Private) -> TokenStream {
        if self.params.is_empty() || !self.may_be_untyped() {
            return TokenStream::new();
        }
        let (name, none) = (&self.handler.sig.ident, vec![quote!(#private::Untyped); self.types()]);
        let body = nobody(private, &quote!(#private::Untyped), "UNTYPED");
        quote!(impl #private::SecureRoute for #name<#(#none),*> #body)
    }
}

/// The body of an impl that nothing serves.
pub(crate) fn nobody(private: &Private, args: &TokenStream, policy: &str) -> TokenStream {
    let policy = Ident::new(policy, Span::call_site());
    quote! {{
        type Args = #args;
        type Answer = #private::NoContent;
        const POLICY: &'static #private::RoutePolicy = #private::#policy;
        fn handler() -> impl #private::Handler<Self::Args, Self::Answer> {
            #private::Nobody
        }
    }}
}

/// The name of a parameter as an argument has it, which may be a word of the language.
fn argument(param: &str) -> Ident {
    match param {
        "_" | "self" | "super" | "crate" => format_ident!("{param}_"),
        word if syn::parse_str::<Ident>(word).is_ok() => Ident::new(word, Span::call_site()),
        word => Ident::new_raw(word, Span::call_site()),
    }
}
