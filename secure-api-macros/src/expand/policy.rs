//! A policy as a constant.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::model::{Access, Bound, Names, Policy, Rate, Requirement, Route};
use crate::parse::CountedBy;

use super::Private;

pub(crate) fn policy_data(private: &Private, name: &str, route: &Route, policy: &Policy) -> TokenStream {
    let method = format_ident!("{}", route.method.variant());
    let (path, params) = (&route.literal, &route.pattern.params);
    let access = access(private, &policy.access);
    let suffix = format!("::{name}");
    let declared = declared(private, policy);
    // What is not declared is as in the policy that nobody meets, whose limits are the defaults.
    quote! {
        #private::RoutePolicy {
            method: #private::Method::#method,
            path: #path,
            params: &[#(#params),*],
            handler: ::core::concat!(::core::module_path!(), #suffix),
            file: ::core::file!(),
            line: ::core::line!(),
            access: #access,
            #declared
            ..*#private::REFUSED
        }
    }
}

/// The limits and excuses that were written.
fn declared(private: &Private, policy: &Policy) -> TokenStream {
    let mut fields = TokenStream::new();
    if !policy.rates.is_empty() {
        let rates = policy.rates.iter().map(|rate| rate_data(private, rate));
        fields.extend(quote!(rates: &[#(#rates),*],));
    }
    fields.extend(policy.body.as_ref().map(|Bound { bytes, .. }| quote!(body_limit: #bytes,)));
    fields.extend(policy.timeout_ms.map(|ms| quote!(timeout_ms: #ms,)));
    fields.extend(policy.concurrency.map(|calls| quote!(concurrency: #calls,)));
    if !policy.excused.is_empty() {
        let excused = policy.excused.iter().map(|excuse| {
            let (param, reason) = (excuse.param.to_string(), &excuse.reason);
            quote!(#private::Excused { param: #param, reason: #reason })
        });
        fields.extend(quote!(excused: &[#(#excused),*],));
    }
    fields
}

fn access(private: &Private, access: &Access) -> TokenStream {
    match access {
        Access::Public { reason, optional } => {
            let optional = some(optional.then(|| quote!(#private::Scheme::Jwt)));
            quote!(#private::Access::Public { reason: #reason, optional: #optional })
        }
        Access::Caller { role, scope } => {
            let role = some(role.as_ref().map(|role| requirement(private, role, "roles", "Roles")));
            let scope = some(scope.as_ref().map(|scope| requirement(private, scope, "scopes", "Scopes")));
            quote!(#private::Access::Caller { scheme: #private::Scheme::Jwt, role: #role, scope: #scope })
        }
    }
}

fn some(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(::core::option::Option::None), |value| quote!(::core::option::Option::Some(#value)))
}

fn requirement(private: &Private, requirement: &Requirement, list: &str, of: &str) -> TokenStream {
    let all = requirement.all;
    match &requirement.names {
        Names::Texts(texts) => {
            let (alias, of) = (format_ident!("__SecureApi{of}"), format_ident!("{of}"));
            // A glob in an inner block is asked before one in an outer: the crate root's vocabulary, or none.
            quote! {{
                #[allow(unused_imports)]
                use #private::fallback::*;
                {
                    #[allow(unused_imports)]
                    use crate::*;
                    #private::requirement(<#alias as #private::#of>::VOCABULARY, &[#(#texts),*], #all)
                }
            }}
        }
        Names::Paths(paths) => {
            let names: Vec<_> = (0..paths.len()).map(|place| format_ident!("__name{place}")).collect();
            let of = format_ident!("{list}_of");
            let at = paths.first().map_or_else(proc_macro2::Span::call_site, Spanned::span);
            let private_at = private.at(at);
            let vocabulary = quote_spanned!(at=> #private_at::#of(&__names));
            quote! {{
                let __names = [#(#paths),*];
                let vocabulary = #vocabulary;
                let [#(#names),*] = __names;
                #private::Requirement { vocabulary, bits: #(1 << (#names as u32))|*, all: #all }
            }}
        }
    }
}

pub(crate) fn rate_data(private: &Private, rate: &Rate) -> TokenStream {
    match rate {
        Rate::Named(path) => quote!(#path),
        Rate::Written { count, window_s, burst, per, .. } => {
            let key = format_ident!(
                "{}",
                match per {
                    CountedBy::Caller => "Caller",
                    CountedBy::Address => "Address",
                    CountedBy::Route => "Route",
                }
            );
            quote! {
                #private::Rate { count: #count, window_s: #window_s, burst: #burst, key: #private::RateKey::#key }
            }
        }
    }
}
