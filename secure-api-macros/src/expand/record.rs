//! How an input is read where it says nothing that only serde's derive knows: by a call, and not by a visitor of its own.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, Data, DeriveInput, Expr, Field, Type};

use crate::parse::{Entry, Value};

use super::Private;
use super::fields::entries_of;
use super::wire::{deserialized, recased};

/// As many fields as the runtime reads by a call.
const MOST_FIELDS: usize = 12;

/// Whether the runtime can read it: required, optional and defaulted fields, under any names.
pub(crate) fn reads_directly(input: &DeriveInput) -> bool {
    let Data::Struct(data) = &input.data else { return false };
    let hidden = |attrs: &[Attribute]| attrs.iter().any(|attr| attr.path().is_ident("cfg_attr"));
    let renames = |entry: &Result<Entry, TokenStream>| {
        let case = entry.as_ref().ok().filter(|entry| entry.key == "rename_all").and_then(deserialized);
        case.is_some_and(|case| recased("a", &case).is_some())
    };
    let known = |entry: &Result<Entry, TokenStream>| {
        entry.as_ref().is_ok_and(|entry| {
            (entry.key == "rename" && deserialized(entry).is_some())
                || (entry.key == "default" && default_of(entry).is_some())
        })
    };
    (1..=MOST_FIELDS).contains(&data.fields.len())
        && !hidden(&input.attrs)
        && entries_of(&input.attrs, "serde").all(|entry| renames(&entry))
        && data
            .fields
            .iter()
            .all(|field| !hidden(&field.attrs) && entries_of(&field.attrs, "serde").all(|entry| known(&entry)))
}

/// The impl, for fields with their names on the wire.
pub(crate) fn deserialize(private: &Private, input: &DeriveInput, fields: &[(&Field, String)]) -> TokenStream {
    let name = &input.ident;
    let text = name.to_string();
    let (mut slots, mut names, mut values) = (TokenStream::new(), Vec::new(), TokenStream::new());
    for (place, (field, wire)) in fields.iter().enumerate() {
        let default = entries_of(&field.attrs, "serde").flatten().find(|entry| entry.key == "default");
        let slot = if default.is_some() { format_ident!("Given") } else { format_ident!("Needed") };
        slots.extend(quote!(#private::#slot<_>,));
        let (ident, read) = (&field.ident, read(&field.ty, place));
        let otherwise = default.as_ref().and_then(default_of);
        values.extend(quote!(#ident: #read #otherwise,));
        names.push(wire);
    }
    let slots = quote!(#private::Slots<(#slots), { <#name as #private::Input>::SHAPE.fields.len() }>);
    quote! {
        impl<'__de> #private::serde::Deserialize<'__de> for #name {
            fn deserialize<__D: #private::serde::Deserializer<'__de>>(__from: __D) -> ::core::result::Result<Self, __D::Error> {
                let __read = #private::record::<__D, #slots>(__from, #text, &[#(#names),*])?;
                ::core::result::Result::Ok(Self { #values })
            }
        }
    }
}

/// What was read of a field, from the first token of its type to the last: what is wrong with the type is said there already,
/// and a second message is left out where it is the very same.
fn read(ty: &Type, place: usize) -> TokenStream {
    let mut spans = ty.to_token_stream().into_iter().map(|tree| tree.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    let last = spans.last().unwrap_or(first);
    let mut place = Literal::usize_unsuffixed(place);
    place.set_span(last);
    quote_spanned!(first=> __read.#place)
}

/// What a field is that is not there: `default`, or `default = "path"`.
fn default_of(entry: &Entry) -> Option<TokenStream> {
    if entry.inner.is_some() {
        return None;
    }
    if entry.value.is_empty() {
        return Some(quote!(.unwrap_or_default()));
    }
    let Value::Text(path) = entry.value() else { return None };
    let path: Expr = path.parse().ok()?;
    Some(quote!(.unwrap_or_else(#path)))
}
