//! How an output is written where serde is told nothing but names: by calls, and not by a derive on a type of its own, which
//! costs several times as much to compile.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Data, DeriveInput, Fields};

use super::Private;
use super::fields::{entries_of, plain, span_of};
use super::output::Body;
use super::sent::Sent;
use super::wire::{named_for, recased};

/// The one body of a struct that can be written so.
pub(super) fn direct<'b, 'i>(input: &DeriveInput, bodies: &'b [Body<'i>]) -> Option<&'b Body<'i>> {
    let [body] = bodies else { return None };
    let named = matches!(&input.data, Data::Struct(data) if matches!(data.fields, Fields::Named(_)));
    let told = |entry: Result<crate::parse::Entry, TokenStream>| {
        let case =
            entry.ok().filter(|entry| entry.key == "rename_all").and_then(|entry| named_for(&entry, "serialize"));
        case.is_some_and(|case| recased("a", &case).is_some())
    };
    let direct = named && entries_of(&input.attrs, "serde").all(told) && body.sent.iter().all(is_plain);
    direct.then_some(body)
}

/// A field that is always there, as its type declares it.
fn is_plain(sent: &Sent<'_>) -> bool {
    let only_named = sent.serde.len() == usize::from(sent.renamed.is_some());
    sent.skipped || (only_named && !sent.optional() && sent.with.is_none() && sent.vouched.is_none())
}

/// What writes it. `Undisclosed` is imported around it.
pub(super) fn written(private: &Private, input: &DeriveInput, body: &Body<'_>) -> TokenStream {
    let name = plain(&input.ident);
    let case = entries_of(&input.attrs, "serde").flatten().find_map(|entry| named_for(&entry, "serialize"));
    let sent = || body.sent.iter().filter(|sent| !sent.skipped);
    let fields = sent().map(|sent| {
        let (ty, ident) = (sent.ty, sent.ident);
        let wire = sent.wire_name(case.as_deref());
        // Asked by itself, on the type: of a type that is not declared the rest adds no second message.
        let (span, at) = (span_of(ty), private.at(span_of(ty)));
        let asked = quote_spanned!(span=> #at::disclosed::<#ty>(););
        quote!(#asked <#private::Probe<#ty>>::write(&mut __object, #wire, &self.#ident)?;)
    });
    let count = sent().count();
    // Read, so that it is no dead field.
    let skipped = body.sent.iter().filter(|sent| sent.skipped).map(|sent| {
        let ident = sent.ident;
        quote!(let _ = &self.#ident;)
    });
    quote! {
        #(#skipped)*
        let mut __object = #private::Object::begin(__audience, __to, #name, #count)?;
        #(#fields)*
        __object.end()
    }
}
