//! A handler and its policy as a type of the same name.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Path, ReturnType, Type};

use crate::declare::{Handler, Marks};
use crate::model::{Access, Excuse, Method, Names, Policy, Rate, Requirement, Route};

use super::Private;
use super::fields::span_of;
use super::policy::policy_data;
use super::sibling::Sibling;

/// A handler that is right.
pub(crate) fn endpoint(
    private: &Private,
    handler: &Handler,
    marks: &Marks,
    route: &Route,
    policy: &Policy,
) -> TokenStream {
    let (name, sibling) = (&handler.sig.ident, Sibling::of(handler));
    let item = sibling.item(private, marks);
    let (import, private) = private.brief();
    let asked = asked_here(handler, &sibling);
    let args = handler.args();
    let writes = route.method != Method::Get && !args.is_empty();
    let data = policy_data(&private, &name.to_string(), (asked, writes), route, policy);
    let infos = args.iter().map(|ty| arg(&private, &sibling, ty));
    let (head, value, answer) = (sibling.impl_head(&private), sibling.value(), handler.answer());
    // Where an argument depends on a type that may be no argument, the message stands on it.
    let args_at = args.iter().find(|ty| sibling.mentioned_by(ty)).map_or_else(Span::call_site, |ty| span_of(ty));
    let at = private.at(args_at);
    let all_args = quote_spanned!(args_at=> #at::Args<(#(#args,)*), { __A.len() }>);
    // On the name, or a future that is not `Send` is reported on the whole attribute.
    let name_at = private.at(name.span());
    let joined = quote_spanned!(name.span()=> impl #name_at::Handler<Self::Args, Self::Answer>);
    let uri = sibling.uri(&private, &quote!(__P), route);
    let (untyped, audits) = (sibling.untyped(&private), audits(&private, handler, asked, route, policy));
    quote! {
        #item
        const _: () = {
            #import
            // Constants of their own: audits that named the sibling would make it, and with it the fn, count as used.
            const __P: &#private::RoutePolicy = &#data;
            const __A: &[#private::ArgInfo] = &[#(#infos),*];
            #head {
                // Of an argument that is none this constant is an error too, and what depends on it adds no second message.
                type Args = #all_args;
                type Answer = #answer;
                const POLICY: &'static #private::RoutePolicy = __P;
                fn handler() -> #joined {
                    #value
                }
            }
            #uri
            #untyped
            #(#audits)*
        };
    }
}

/// Whether all that the audit asks is known here: an argument or an answer that depends on a type is read where a list names
/// the type.
fn asked_here(handler: &Handler, sibling: &Sibling<'_>) -> bool {
    let answer = match handler.answer().0 {
        ReturnType::Default => None,
        ReturnType::Type(_, answer) => Some(&**answer),
    };
    let known = |ty: &Type| !sibling.mentioned_by(ty);
    answer.is_none_or(known) && handler.args().into_iter().all(|ty| known(ty) || is_state(ty))
}

/// A part of the state reads nothing of the request, whatever it is a part of: there is nothing to ask. Were this another
/// `State`, mounting asks all of it once more, by its type.
fn is_state(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|segment| segment.ident == "State"),
        _ => false,
    }
}

fn arg(private: &Private, sibling: &Sibling<'_>, ty: &Type) -> TokenStream {
    if sibling.mentioned_by(ty) {
        return quote!(#private::ArgInfo::NOTHING);
    }
    let (span, at) = (span_of(ty), private.at(span_of(ty)));
    quote_spanned!(span=> #at::arg::<#ty>())
}

/// What needs types: asked of constants, each answer on the token that has to change.
fn audits(private: &Private, handler: &Handler, asked: bool, route: &Route, policy: &Policy) -> Vec<TokenStream> {
    let mut all = declared(private, policy);
    if !asked {
        return all;
    }
    let [p, a] = constants();
    for (place, ty) in handler.args().into_iter().enumerate().filter(|(_, ty)| !is_state(ty)) {
        let place = Literal::usize_unsuffixed(place);
        all.push(audit(private, span_of(ty), "argument", &[&p, &a, &place]));
    }
    if !route.pattern.params.is_empty() {
        all.push(audit(private, route.literal.span(), "path", &[&p, &a]));
    }
    if route.method == Method::Get {
        let answer = handler.answer();
        let span = match answer.0 {
            ReturnType::Default => Span::call_site(),
            ReturnType::Type(_, answer) => span_of(answer),
        };
        let at = private.at(span);
        let endless = quote_spanned!(span=> #at::endless!(#answer));
        all.push(audit(private, span, "answer", &[&p, &endless]));
    }
    for Excuse { param, .. } in &policy.excused {
        all.push(audit(private, param.span(), "excuse", &[&p, &a, &param.to_string()]));
    }
    if let Some(bound) = &policy.body {
        all.push(audit(private, bound.at, "body_bound", &[&p, &a]));
    }
    all
}

/// The policy and what the arguments read, as the audits name them.
fn constants() -> [Ident; 2] {
    ["__P", "__A"].map(|name| Ident::new(name, Span::call_site()))
}

/// What was declared by names, which types give their meaning.
fn declared(private: &Private, policy: &Policy) -> Vec<TokenStream> {
    let ([p, _], mut all) = (constants(), Vec::new());
    if let Access::Caller { role, scope } = &policy.access {
        // A scope beside a role may count for another one only.
        names(private, role.as_ref(), ["role", "role_beside"], false, &mut all);
        names(private, scope.as_ref(), ["scope", "scope_beside"], role.is_some(), &mut all);
    }
    for (place, rate) in policy.rates.iter().enumerate() {
        let place = Literal::usize_unsuffixed(place);
        let span = match rate {
            Rate::Named(named) => {
                all.push(audit(private, named.span(), "rate", &[&p, &place]));
                named.span()
            }
            Rate::Written { at, .. } => *at,
        };
        if policy.rates.len() > 1 {
            all.push(audit(private, span, "rate_beside", &[&p, &place]));
        }
    }
    all
}

/// Names in quotes are declared; names beside others add something, and somebody could have them all.
fn names(
    private: &Private,
    needed: Option<&Requirement>,
    [declared, beside]: [&str; 2],
    beside_others: bool,
    all: &mut Vec<TokenStream>,
) {
    let ([p, _], Some(needed)) = (constants(), needed) else { return };
    let asked: Vec<(Span, TokenStream)> = match &needed.names {
        Names::Texts(texts) => {
            all.extend(texts.iter().map(|text| audit(private, text.span(), declared, &[&p, text])));
            texts.iter().map(|text| (text.span(), quote!(Name(#text)))).collect()
        }
        Names::Paths(paths) => paths.iter().map(|path| (last(path), quote!(Place(#path as u32)))).collect(),
    };
    if asked.len() > 1 || beside_others {
        for (span, asked) in asked {
            let at = private.at(span);
            all.push(audit(private, span, beside, &[&p, &quote!(#at::Asked::#asked)]));
        }
    }
}

/// The name of a role within its path, which is what has to change.
fn last(path: &Path) -> Span {
    path.segments.last().map_or_else(|| path.span(), |segment| segment.ident.span())
}

/// One token of another span would move the message from the one that has to change to the whole attribute.
fn audit(private: &Private, span: Span, rule: &str, facts: &[&dyn ToTokens]) -> TokenStream {
    let (at, rule) = (private.at(span), Ident::new(rule, span));
    quote_spanned!(span=> const _: () = #at::audit::#rule(#(#facts),*);)
}
