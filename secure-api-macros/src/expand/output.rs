//! What `#[output]` checks of the fields, and the impls that let the type leave.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Data, DeriveInput, Fields, parse_quote};

use crate::check::{credential_in, no_audience};
use crate::report::{Faults, Rule};

use super::Private;
use super::declared::declared;
use super::endless::endless;
use super::fields::{entries_of, may_say, plain, span_of};
use super::sent::Sent;
use super::shadow::shadow;
use super::written::{direct, written};

pub(crate) fn output_fields(item: TokenStream) -> TokenStream {
    let mut faults = Faults::default();
    match faults.keep(syn::parse2::<DeriveInput>(item)) {
        Some(input) => disclosed(input, faults),
        None => faults.into_tokens(),
    }
}

/// The impls of a type that is sent.
pub(super) fn disclosed(mut input: DeriveInput, mut faults: Faults) -> TokenStream {
    let private = Private::find();
    itself(&input, &mut faults);
    by_name(&mut input);
    let params: Vec<_> = input.generics.type_params().map(|param| param.ident.clone()).collect();
    for param in &params {
        let bounds = input.generics.make_where_clause();
        bounds.predicates.push(parse_quote!(#param: #private::Disclosed + ::core::marker::Send));
    }
    let bodies = bodies(&input, &mut faults);
    for sent in bodies.iter().flat_map(|body| &body.sent) {
        named_harmlessly(&input, sent, &mut faults);
    }
    let (brief, private) = private.brief();
    let direct = direct(&input, &bodies).map(|body| written(&private, &input, body));
    let declared = declared(&private, &input, &bodies, direct.is_some());
    let (around, written) = match direct {
        Some(written) => (quote!(#[allow(unused_imports)] use #private::Undisclosed as _;), written),
        None => {
            let (shadow, written) = shadow(&private, &input, &bodies);
            let checks = checks(&private, &bodies);
            (quote!(#checks #shadow), written)
        }
    };
    let (name, endless) = (&input.ident, endless(&private, &input, &bodies));
    let (generics, args, bounds) = input.generics.split_for_impl();
    let mistakes = faults.into_tokens();
    quote! {
        #mistakes
        #[allow(deprecated)]
        const _: () = {
            #brief
            #around
            impl #generics #private::Disclosed for #name #args #bounds {
                #endless
                fn disclose<__S: #private::serde::Serializer>(
                    &self,
                    __audience: #private::Audience<'_>,
                    __to: __S,
                ) -> ::core::result::Result<__S::Ok, __S::Error> {
                    #written
                }
                #declared
            }
            impl #generics #private::Output for #name #args #bounds {}
            // Whoever writes it outside of an answer writes what everyone may see.
            impl #generics #private::serde::Serialize for #name #args #bounds {
                fn serialize<__S: #private::serde::Serializer>(
                    &self,
                    __to: __S,
                ) -> ::core::result::Result<__S::Ok, __S::Error> {
                    #private::Disclosed::disclose(self, #private::Audience::NOBODY, __to)
                }
            }
        };
    }
}

/// `Self` in the type of a field by its name: the field is looked at from outside, and stands in another type as well.
fn by_name(input: &mut DeriveInput) {
    let (_, args, _) = input.generics.split_for_impl();
    let name = &input.ident;
    let itself = quote!(#name #args);
    let fields: Vec<&mut syn::Field> = match &mut input.data {
        Data::Struct(data) => data.fields.iter_mut().collect(),
        Data::Enum(data) => data.variants.iter_mut().flat_map(|variant| variant.fields.iter_mut()).collect(),
        Data::Union(_) => Vec::new(),
    };
    for field in fields.into_iter().filter(|field| may_say(&field.ty, &["Self"])) {
        if let Ok(named) = syn::parse2(replaced(field.ty.to_token_stream(), &itself)) {
            field.ty = named;
        }
    }
}

fn replaced(tokens: TokenStream, itself: &TokenStream) -> TokenStream {
    let each = tokens.into_iter().map(|tree| match tree {
        TokenTree::Ident(word) if word == "Self" => itself.clone(),
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), replaced(group.stream(), itself));
            inner.set_span(group.span());
            TokenTree::Group(inner).into()
        }
        other => other.into(),
    });
    each.collect()
}

/// A struct, or one variant of an enum.
pub(super) struct Body<'i> {
    /// The name of the variant.
    pub(super) variant: Option<&'i syn::Variant>,
    pub(super) fields: &'i Fields,
    pub(super) sent: Vec<Sent<'i>>,
}

/// What is sent is the type that was looked at: `into` would send another, which nobody declared safe.
fn itself(input: &DeriveInput, faults: &mut Faults) {
    for entry in entries_of(&input.attrs, "serde").flatten() {
        if entry.key == "into" || entry.key == "remote" {
            let what = format!("`#[serde({})]` sends another type than the one that is declared", entry.tokens());
            faults.add(
                Rule::Output,
                entry.tokens(),
                what,
                "leave it out, and put `#[output]` on the type that is sent",
            );
        }
    }
    nothing_on(&input.attrs, "a type", faults);
}

fn nothing_on(attrs: &[syn::Attribute], place: &str, faults: &mut Faults) {
    no_audience(attrs, place, faults);
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("vouched")) {
        let what = format!("`#[vouched(..)]` does nothing on {place}");
        faults.add(Rule::Vouched, attr, what, "put it on the field that it is about");
    }
}

fn bodies<'i>(input: &'i DeriveInput, faults: &mut Faults) -> Vec<Body<'i>> {
    let mut all: Vec<(Option<&syn::Variant>, &Fields)> = Vec::new();
    match &input.data {
        Data::Struct(data) => all.push((None, &data.fields)),
        Data::Enum(data) => all.extend(data.variants.iter().map(|variant| (Some(variant), &variant.fields))),
        Data::Union(_) => {}
    }
    let mut place = 0;
    let mut bodies = Vec::new();
    for (variant, fields) in all {
        if let Some(variant) = variant {
            nothing_on(&variant.attrs, "a variant", faults);
            for entry in entries_of(&variant.attrs, "serde").flatten() {
                if entry.key == "with" || entry.key == "serialize_with" {
                    let what = "a variant that a function writes is not the one that was declared";
                    faults.add(Rule::Output, entry.tokens(), what, "put it on a field");
                }
            }
        }
        let mut sent = Vec::new();
        for field in fields {
            sent.push(Sent::read(field, place, input, variant, faults));
            place += 1;
        }
        bodies.push(Body { variant, fields, sent });
    }
    bodies
}

/// A field that is called like a credential is one, or was named by somebody who knows why it is none.
fn named_harmlessly(input: &DeriveInput, sent: &Sent<'_>, faults: &mut Faults) {
    if sent.vouched.is_some() || sent.skipped || !sent.vouch_is_right {
        return;
    }
    let Some(what) = sent.names().find_map(|name| Some((credential_in(&name)?, name))) else { return };
    let (word, name) = what;
    let what = format!("`{name}` looks like a credential (`{word}`), and would be sent");
    let help = format!(
        "leave the field out of `{}`\nor say why it may be sent: `#[vouched(\"why a client may have it\")]`",
        plain(&input.ident)
    );
    faults.add(Rule::Credential, sent.at(), what, help);
}

/// Each type on its own token. A false one makes `__READY` an erroneous constant, and what is bounded by it adds no message.
fn checks(private: &Private, bodies: &[Body<'_>]) -> TokenStream {
    let sent = || bodies.iter().flat_map(|body| &body.sent).filter(|sent| !sent.skipped);
    let asked = sent().filter(|sent| !sent.generic).map(|sent| {
        let (ty, at) = (sent.ty, private.at(span_of(sent.ty)));
        let ask = if sent.foreign() {
            quote_spanned!(span_of(ty)=> written)
        } else {
            quote_spanned!(span_of(ty)=> disclosed)
        };
        quote_spanned!(span_of(ty)=> #at::#ask::<#ty>();)
    });
    let needless = sent().filter_map(|sent| {
        let reason = sent.vouched.as_ref().filter(|_| sent.foreign() && sent.named_harmlessly())?;
        let (ty, text, at) = (sent.ty, &sent.text, private.at(reason.span()));
        let disclosed = probe(private, ty);
        Some(quote_spanned! {reason.span()=>
            const _: () = #at::audit::vouch(#text, #disclosed);
        })
    });
    let limits = sent().filter_map(|sent| sent.limit(private));
    quote! {
        const __READY: bool = {
            #(#asked)*
            true
        };
        #(#needless)*
        #(#limits)*
    }
}

/// Whether a type is declared as output, asked where its name is resolved.
pub(super) fn probe(private: &Private, ty: &syn::Type) -> TokenStream {
    quote!({
        #[allow(unused_imports)]
        use #private::Undisclosed as _;
        <#private::Probe<#ty>>::DISCLOSED
    })
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::output_fields;

    #[test]
    fn no_other_type_is_sent_in_its_place() {
        let refused = |item| output_fields(item).to_string().contains("compile_error");
        assert!(refused(quote!(
            #[serde(into = "Entity")]
            struct View {
                id: u32,
            }
        )));
        assert!(refused(quote!(
            #[serde(rename_all = "camelCase", remote = "Entity")]
            struct View {
                id: u32,
            }
        )));
        assert!(!refused(quote!(
            #[serde(rename_all = "camelCase")]
            struct View {
                id: u32,
            }
        )));
    }
}
