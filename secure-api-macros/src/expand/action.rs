//! `#[derive(Action)]`: what is done to an object.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields};

use crate::report::{Faults, Rule};

use super::Private;
use super::fields::entries_of;

pub(crate) fn action(item: TokenStream) -> TokenStream {
    let private = Private::find();
    let mut faults = Faults::default();
    let Some(input) = faults.keep(syn::parse2::<DeriveInput>(item)) else { return faults.into_tokens() };
    let name = &input.ident;
    let unit = matches!(&input.data, Data::Struct(data) if matches!(data.fields, Fields::Unit));
    if !unit || !input.generics.params.is_empty() {
        let what = format!("the action `{name}` is more than a name");
        faults.add(Rule::Action, name, what, format!("write `pub struct {name};`"));
    }
    let mut read_only = false;
    for entry in entries_of(&input.attrs, "action") {
        match entry {
            Ok(entry) if entry.key == "read_only" && entry.value.is_empty() => read_only = true,
            Ok(entry) => refuse(entry.tokens, &mut faults),
            Err(tokens) => refuse(tokens, &mut faults),
        }
    }
    let mistakes = faults.into_tokens();
    let text = name.to_string();
    let (generics, types, bounds) = input.generics.split_for_impl();
    quote! {
        #mistakes
        impl #generics #private::Action for #name #types #bounds {
            const NAME: &'static str = #text;
            const READ_ONLY: bool = #read_only;
            type Itself = Self;
        }
    }
}

fn refuse(tokens: TokenStream, faults: &mut Faults) {
    let what = format!("`{tokens}` says nothing about an action");
    faults.add(Rule::Action, tokens, what, "write `#[action(read_only)]` where it only looks, or nothing");
}
