//! A handler and its policy as a type of the same name.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Path, Type};

use crate::declare::Handler;
use crate::model::{Access, Excuse, Names, Policy, Rate, Requirement, Route};

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
            const __READY: bool = {
                let _ = __ARGS;
                #answer_at::answer::<#answer>();
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
    for Excuse { param, .. } in &policy.excused {
        let name = param.to_string();
        all.extend(audit(private, param.span(), quote!(excuse), quote!(#facts, #name)));
    }
    if let Access::Caller { role, scope } = &policy.access {
        // A scope beside a role may count for another one only.
        all.extend(names(private, role.as_ref(), "role", false));
        all.extend(names(private, scope.as_ref(), "scope", role.is_some()));
    }
    all.extend(limits(private, policy));
    all
}

/// Names in quotes are declared; names beside others add something, and somebody could have them all.
fn names(private: &Private, needed: Option<&Requirement>, of: &str, beside_others: bool) -> TokenStream {
    let Some(needed) = needed else { return TokenStream::new() };
    let (declared, beside) = (format_ident!("{of}"), format_ident!("{of}_beside"));
    let mut all = TokenStream::new();
    let asked: Vec<(Span, TokenStream)> = match &needed.names {
        Names::Texts(texts) => {
            for text in texts {
                all.extend(audit(private, text.span(), quote!(#declared), quote!(__POLICY, #text)));
            }
            texts.iter().map(|text| (text.span(), quote!(Name(#text)))).collect()
        }
        Names::Paths(paths) => paths.iter().map(|path| (last(path), quote!(Place(#path as u32)))).collect(),
    };
    if asked.len() > 1 || beside_others {
        for (span, asked) in asked {
            let at = private.at(span);
            all.extend(audit(private, span, quote!(#beside), quote!(__POLICY, #at::audit::Asked::#asked)));
        }
    }
    all
}

/// The name of a role within its path, which is what has to change.
fn last(path: &Path) -> Span {
    path.segments.last().map_or_else(|| path.span(), |segment| segment.ident.span())
}

fn limits(private: &Private, policy: &Policy) -> TokenStream {
    let mut all = TokenStream::new();
    for (place, rate) in policy.rates.iter().enumerate() {
        let span = match rate {
            Rate::Named(named) => {
                all.extend(audit(private, named.span(), quote!(rate), quote!(__POLICY, #place)));
                named.span()
            }
            Rate::Written { at, .. } => *at,
        };
        if policy.rates.len() > 1 {
            all.extend(audit(private, span, quote!(rate_beside), quote!(__POLICY, #place)));
        }
    }
    if let Some(bound) = &policy.body {
        all.extend(audit(private, bound.at, quote!(body_bound), quote!(__POLICY, __ARGS)));
    }
    all
}

/// The panic stands here and not in the library, which would add notes about the library's own lines.
fn audit(private: &Private, span: Span, rule: TokenStream, facts: TokenStream) -> TokenStream {
    let at = private.at(span);
    quote_spanned! {span=>
        const _: () = if let ::core::option::Option::Some(__text) = #at::audit::#rule(#facts) {
            ::core::panic!("{}", __text.as_str())
        };
    }
}
