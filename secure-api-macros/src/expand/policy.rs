//! A policy as a constant.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::model::{Access, Names, Policy, Rate, Requirement, Route};
use crate::parse::CountedBy;

use super::Private;

/// What is not declared is the runtime's default.
///
/// Where roles, scopes or the fields of an input are known by their names, what the names mean is looked up at the root of the
/// crate, once for all of them: to look there costs as much as all the rest.
pub(crate) fn policy_data(
    private: &Private,
    name: &str,
    (asked, writes): (bool, bool),
    route: &Route,
    policy: &Policy,
) -> TokenStream {
    let method = format_ident!("{}", route.method.attribute());
    let handler = format_ident!("{}", if asked { "handler" } else { "generic" });
    let (path, params) = (&route.literal, &route.pattern.params);
    let access = access(private, &policy.access);
    let at_root = (writes || in_quotes(&policy.access)).then(|| quote!(.at_root(#private::names_at_root!())));
    let suffix = format!("::{name}");
    let declared = declared(private, policy);
    quote! {
        #private::RoutePolicy::#method(#path, &[#(#params),*])
            .#handler(::core::concat!(::core::module_path!(), #suffix))
            #at_root
            #access
            #declared
    }
}

/// The limits and excuses that were written.
fn declared(private: &Private, policy: &Policy) -> TokenStream {
    let mut words = TokenStream::new();
    if !policy.rates.is_empty() {
        let rates = policy.rates.iter().map(|rate| rate_data(private, rate));
        words.extend(quote!(.rates(&[#(#rates),*])));
    }
    let number = |number: u64| Literal::u64_unsuffixed(number);
    let bytes = policy.body.as_ref().map(|bound| number(bound.bytes));
    words.extend(bytes.map(|bytes| quote!(.body(#bytes))));
    words.extend(policy.timeout_ms.map(number).map(|ms| quote!(.timeout(#ms))));
    words.extend(policy.concurrency.map(u64::from).map(number).map(|calls| quote!(.concurrency(#calls))));
    if !policy.excused.is_empty() {
        let excused = policy.excused.iter().map(|excuse| {
            let (param, reason) = (excuse.param.to_string(), &excuse.reason);
            quote!(#private::Excused::new(#param, #reason))
        });
        words.extend(quote!(.excused(&[#(#excused),*])));
    }
    words
}

fn access(private: &Private, access: &Access) -> TokenStream {
    match access {
        Access::Public { reason, optional: false } => quote!(.public(#reason)),
        Access::Public { reason, optional: true } => quote!(.public_or_jwt(#reason)),
        Access::Caller { role, scope } => {
            let role = role.as_ref().map(|role| needed(private, role, "role"));
            let scope = scope.as_ref().map(|scope| needed(private, scope, "scope"));
            quote!(.jwt() #role #scope)
        }
    }
}

fn in_quotes(access: &Access) -> bool {
    let texts = |needed: &Option<Requirement>| matches!(needed, Some(Requirement { names: Names::Texts(_), .. }));
    matches!(access, Access::Caller { role, scope } if texts(role) || texts(scope))
}

/// What a route asks for: names in quotes are those that were found at the root.
fn needed(private: &Private, needed: &Requirement, of: &str) -> TokenStream {
    let Names::Texts(texts) = &needed.names else { return requirement(private, needed, of) };
    let (all, named) = (needed.all, format_ident!("{of}_named"));
    quote!(.#named(#all, &[#(#texts),*]))
}

pub(super) fn requirement(private: &Private, requirement: &Requirement, of: &str) -> TokenStream {
    let (all, word) = (requirement.all, format_ident!("{of}"));
    match &requirement.names {
        Names::Texts(texts) => {
            let named = format_ident!("{of}_named");
            quote!(.#word(#private::#named!(#all, #(#texts),*)))
        }
        Names::Paths(paths) => {
            let list = format_ident!("{of}s");
            let at = paths.first().map_or_else(proc_macro2::Span::call_site, Spanned::span);
            let private = private.at(at);
            // Of the macro's own span, or linters take the `as` for the user's.
            let places = paths.iter().map(|path| quote!(#path as u32));
            let vocabulary = quote_spanned!(at=> #private::#list(&[#(#paths),*], &[#(#places),*], #all));
            quote!(.#word(#vocabulary))
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
            let [count, window_s, burst] = [count, window_s, burst].map(|number| Literal::u32_unsuffixed(*number));
            quote!(#private::Rate::new(#count, #window_s, #burst, #private::RateKey::#key))
        }
    }
}
