//! A handler and its policy as a type of the same name.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use crate::declare::{Handler, Marks};
use crate::model::{Access, Excuse, Names, Policy, Rate, Route};

use super::Private;
use super::policy::policy_data;

/// A braced struct lives in the type namespace only, so that the fn keeps its name.
pub(crate) fn endpoint(
    private: &Private,
    handler: &Handler,
    marks: &Marks,
    route: &Route,
    policy: &Policy,
) -> TokenStream {
    let consumed = marks.consumed();
    let (vis, name) = (&handler.vis, &handler.sig.ident);
    let (import, private) = private.brief();
    let data = policy_data(&private, &name.to_string(), route, policy);
    let args = handler.args();
    let infos = args.iter().map(|ty| arg(&private, ty));
    let answer = handler.answer();
    let audits = audits(&private, handler, route, policy);
    // On the name, or a future that is not `Send` is reported on the whole attribute.
    let name_at = private.at(name.span());
    let joined = quote_spanned!(name.span()=> impl #name_at::Handler<Self::Args, Self::Answer>);
    quote! {
        #consumed
        #[doc(hidden)]
        #[allow(non_camel_case_types, missing_debug_implementations)]
        #vis struct #name {}
        const _: () = {
            #import
            // Constants of their own: audits that named the sibling would make it, and with it the fn, count as used.
            const __P: &#private::RoutePolicy = &#data;
            const __A: &[#private::ArgInfo] = &[#(#infos),*];
            impl #private::SecureRoute for #name {
                // Of an argument that is none this constant is an error too, and what depends on it adds no second message.
                type Args = #private::Args<(#(#args,)*), { __A.len() }>;
                type Answer = #answer;
                const POLICY: &'static #private::RoutePolicy = __P;
                fn handler() -> #joined {
                    #name
                }
            }
            #audits
        };
    }
}

fn arg(private: &Private, ty: &Type) -> TokenStream {
    let at = private.at(ty.span());
    quote_spanned!(ty.span()=> #at::arg::<#ty>())
}

/// What needs types: asked of constants, each answer on the token that has to change.
fn audits(private: &Private, handler: &Handler, route: &Route, policy: &Policy) -> TokenStream {
    let mut all = TokenStream::new();
    for (place, ty) in handler.args().into_iter().enumerate() {
        let place = proc_macro2::Literal::usize_unsuffixed(place);
        all.extend(audit(private, ty.span(), "argument", &quote!(__P, __A, #place)));
    }
    if !route.pattern.params.is_empty() {
        all.extend(audit(private, route.literal.span(), "path", &quote!(__P, __A)));
    }
    for Excuse { param, .. } in &policy.excused {
        let name = param.to_string();
        all.extend(audit(private, param.span(), "excuse", &quote!(__P, __A, #name)));
    }
    all.extend(declared(private, policy));
    all
}

/// What was declared by names, which types give their meaning.
fn declared(private: &Private, policy: &Policy) -> TokenStream {
    let mut all = TokenStream::new();
    if let Access::Caller { role, scope } = &policy.access {
        for (which, requirement) in [("role", role), ("scope", scope)] {
            if let Some(Names::Texts(texts)) = requirement.as_ref().map(|needed| &needed.names) {
                for text in texts {
                    all.extend(audit(private, text.span(), which, &quote!(__P, #text)));
                }
            }
        }
    }
    for (place, rate) in policy.rates.iter().enumerate() {
        if let Rate::Named(named) = rate {
            let place = proc_macro2::Literal::usize_unsuffixed(place);
            all.extend(audit(private, named.span(), "rate", &quote!(__P, #place)));
        }
    }
    all
}

/// One token of another span would move the message from the one that has to change to the whole attribute.
fn audit(private: &Private, span: Span, rule: &str, facts: &TokenStream) -> TokenStream {
    let (at, rule) = (private.at(span), Ident::new(rule, span));
    quote_spanned!(span=> const _: () = #at::audit::#rule(#facts);)
}
