//! What `#[output]` tells the inventory: names on the wire, types, who sees what, and what somebody vouched for.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Data, DeriveInput, Fields};

use crate::parse::{Entry, Value};

use super::Private;
use super::fields::{entries_of, plain};
use super::output::Body;
use super::sent::Sent;
use super::wire::{named_for, recased_variant};

/// The fn that says it. `direct` is whether the fields are written by calls.
pub(super) fn declared(private: &Private, input: &DeriveInput, bodies: &[Body<'_>], direct: bool) -> TokenStream {
    let type_says = Says::of(&input.attrs);
    let says = match &input.data {
        Data::Enum(_) => of_an_enum(private, input, bodies, &type_says),
        _ => of_a_struct(private, input, bodies, &type_says, direct),
    };
    quote! {
        fn declare(__all: &mut #private::Declared) -> #private::Schema {
            #says
        }
    }
}

/// What serde is told of names.
struct Says {
    entries: Vec<Entry>,
}

impl Says {
    fn of(attrs: &[Attribute]) -> Self {
        Self { entries: entries_of(attrs, "serde").flatten().collect() }
    }

    fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key == key)
    }

    /// A text, where it is said.
    fn text(&self, key: &str) -> Option<String> {
        self.entries.iter().filter(|entry| entry.key == key).find_map(|entry| match entry.value() {
            Value::Text(text) => Some(text.value()),
            _ => None,
        })
    }

    /// A name, for both directions or for writing.
    fn name(&self, key: &str) -> Option<String> {
        self.entries.iter().filter(|entry| entry.key == key).find_map(|entry| named_for(entry, "serialize"))
    }
}

fn of_a_struct(private: &Private, input: &DeriveInput, bodies: &[Body<'_>], told: &Says, direct: bool) -> TokenStream {
    let (_, args, _) = input.generics.split_for_impl();
    let name = &input.ident;
    let case = told.name("rename_all");
    let sent: Vec<&Sent<'_>> = bodies.iter().flat_map(|body| &body.sent).filter(|sent| !sent.skipped).collect();
    let unnamed = bodies.iter().any(|body| matches!(body.fields, Fields::Unnamed(_)));
    if let ([one], true) = (sent.as_slice(), unnamed || told.has("transparent")) {
        let member = member(private, one, None);
        return quote!(__all.newtype::<#name #args>(#member));
    }
    if direct {
        let names = sent.iter().map(|sent| sent.wire_name(case.as_deref()));
        let types = sent.iter().map(|sent| sent.ty);
        return quote!(__all.fields::<#name #args>(&[#(#names),*], &[#(<#private::Probe<#types>>::declare),*]));
    }
    let tag = told.text("tag").map(|tag| {
        let word = told.name("rename").unwrap_or_else(|| plain(name));
        quote!(#private::Member::of(#tag, |__all| __all.tagged::<Self>(&[], &[#private::VariantOf::nothing(#word)])),)
    });
    let members = sent.iter().map(|sent| member(private, sent, case.as_deref()));
    quote!(__all.object::<#name #args>(&[#tag #(#members),*]))
}

fn of_an_enum(private: &Private, input: &DeriveInput, bodies: &[Body<'_>], told: &Says) -> TokenStream {
    let (_, args, _) = input.generics.split_for_impl();
    let name = &input.ident;
    let variants = bodies.iter().filter_map(|body| variant(private, body, told));
    let variants = quote!(&[#(#variants),*]);
    if told.has("untagged") {
        return quote!(__all.untagged::<#name #args>(#variants));
    }
    let tags = told.text("tag").into_iter().chain(told.text("content"));
    quote!(__all.tagged::<#name #args>(&[#(#tags),*], #variants))
}

fn variant(private: &Private, body: &Body<'_>, told: &Says) -> Option<TokenStream> {
    let variant = body.variant?;
    let own = Says::of(&variant.attrs);
    if own.has("skip") || own.has("skip_serializing") {
        return None;
    }
    let plain_name = plain(&variant.ident);
    let recased = || told.name("rename_all").and_then(|case| recased_variant(&plain_name, &case));
    let wire = own.name("rename").or_else(recased).unwrap_or_else(|| plain_name.clone());
    let case = own.name("rename_all").or_else(|| told.name("rename_all_fields"));
    let members: Vec<TokenStream> =
        body.sent.iter().filter(|sent| !sent.skipped).map(|sent| member(private, sent, case.as_deref())).collect();
    let variant = match (body.fields, members.as_slice()) {
        (Fields::Unit, _) => quote!(nothing(#wire)),
        (Fields::Unnamed(fields), [one]) if fields.unnamed.len() == 1 => quote!(one(#wire, #one)),
        (Fields::Unnamed(_), _) => quote!(several(#wire, &[#(#members),*])),
        (Fields::Named(_), _) => quote!(object(#wire, &[#(#members),*])),
    };
    Some(quote!(#private::VariantOf::#variant))
}

fn member(private: &Private, sent: &Sent<'_>, case: Option<&str>) -> TokenStream {
    let (ty, name, how) = (sent.ty, sent.wire_name(case), sent.how(private));
    let mut member = quote!(#private::Member::of(#name, <#private::Shown<'_, #ty, #how>>::declare));
    if let Some(reason) = &sent.vouched {
        let text = &sent.text;
        member.extend(quote!(.vouched(#text, #reason)));
    }
    if sent.audience.is_some() {
        let limit = sent.limit_name();
        member.extend(quote!(.limited(#limit)));
    }
    if let Some(with) = &sent.with {
        let with = with.to_token_stream().to_string();
        member.extend(quote!(.written_by(#with)));
    }
    if sent.skip_if.is_some() {
        member.extend(quote!(.optional()));
    }
    if sent.serde.iter().any(|told| told.to_string() == "flatten") {
        member.extend(quote!(.flattened()));
    }
    member
}
