//! A handler and its policy as a type of the same name.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use crate::declare::Handler;
use crate::model::{Access, Excuse, Method, Names, Policy, Rate, Route};

use super::Private;
use super::policy::policy_data;

/// A braced struct lives in the type namespace only, so that the fn keeps its name.
pub(crate) fn endpoint(private: &Private, handler: &Handler, route: &Route, policy: &Policy) -> TokenStream {
    let (vis, name) = (&handler.vis, &handler.sig.ident);
    let data = policy_data(private, &name.to_string(), route, policy);
    let args = handler.args();
    let infos = args.iter().map(|ty| arg(private, ty));
    let answer = handler.answer();
    let answer_at = private.at(answer.span());
    let extracts = args.iter().map(|ty| {
        let at = private.at(ty.span());
        quote!(#ty: #at::Extract<__S, { __READY }>,)
    });
    // On the name, or a future that is not `Send` is reported on the whole attribute.
    let name_at = private.at(name.span());
    let joined = quote_spanned!(name.span()=> #name_at::endpoint::<__S, Self, (#(#args,)*), #answer, _>(#name));
    let audits = audits(private, handler, route, policy);
    quote! {
        #[doc(hidden)]
        #[allow(non_camel_case_types, missing_debug_implementations)]
        #vis struct #name {}
        const _: () = {
            // Constants of their own: audits that named the sibling would make it, and with it the fn, count as used.
            const __POLICY: &#private::RoutePolicy = &#data;
            const __ARGS: &[#private::ArgInfo] = &[#(#infos),*];
            // False types make this an erroneous constant, and what is bounded by one adds no second message.
            const __ENDLESS: bool = #answer_at::answer::<#answer>();
            const __READY: bool = {
                let _ = (__ARGS, __ENDLESS);
                true
            };
            #[diagnostic::do_not_recommend]
            impl #private::SecureRoute for #name {
                const POLICY: &'static #private::RoutePolicy = __POLICY;
                const ARGS: &'static [#private::ArgInfo] = __ARGS;
            }
            #[diagnostic::do_not_recommend]
            impl<__S> #private::Mount<__S> for #name
            where
                __S: ::core::clone::Clone + ::core::marker::Send + ::core::marker::Sync + 'static,
                #(#extracts)*
                #answer: #private::SecureResponse<{ __READY }>,
            {
                fn mount() -> #private::Endpoint<__S> {
                    #joined
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
    let facts = quote!(__POLICY, __ARGS);
    let mut all = TokenStream::new();
    for (place, ty) in handler.args().into_iter().enumerate() {
        all.extend(audit(private, ty.span(), quote!(argument), quote!(#facts, #place)));
    }
    let path = route.literal.span();
    if !route.pattern.params.is_empty() || !handler.args().is_empty() {
        all.extend(audit(private, path, quote!(path), facts.clone()));
    }
    if route.method == Method::Get {
        all.extend(audit(private, handler.answer().span(), quote!(answer), quote!(__POLICY, __ENDLESS)));
    }
    for Excuse { param, .. } in &policy.excused {
        let name = param.to_string();
        all.extend(audit(private, param.span(), quote!(excuse), quote!(#facts, #name)));
    }
    if let Access::Caller { role, scope } = &policy.access {
        for (which, requirement) in [(quote!(role), role), (quote!(scope), scope)] {
            if let Some(Names::Texts(texts)) = requirement.as_ref().map(|needed| &needed.names) {
                for text in texts {
                    let policy = quote!(__POLICY, #text);
                    all.extend(audit(private, text.span(), which.clone(), policy));
                }
            }
        }
    }
    for (place, rate) in policy.rates.iter().enumerate() {
        if let Rate::Named(named) = rate {
            let policy = quote!(__POLICY, #place);
            all.extend(audit(private, named.span(), quote!(rate), policy));
        }
    }
    all
}

/// The panic stands here and not in the library, which would add notes about the library's own lines.
fn audit(private: &Private, span: proc_macro2::Span, rule: TokenStream, facts: TokenStream) -> TokenStream {
    let at = private.at(span);
    quote_spanned! {span=>
        const _: () = if let ::core::option::Option::Some(__text) = #at::audit::#rule(#facts) {
            ::core::panic!("{}", __text.as_str())
        };
    }
}
