//! What `#[output]` checks of the fields, and the impls that let the type leave.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Type, parse_quote};

use crate::report::{Faults, Rule};

use super::Private;
use super::fields::entries_of;

pub(crate) fn output_fields(item: TokenStream) -> TokenStream {
    let private = Private::find();
    let mut faults = Faults::default();
    let Some(mut input) = faults.keep(syn::parse2::<DeriveInput>(item)) else { return faults.into_tokens() };
    itself(&input, &mut faults);
    let types: Vec<Type> = types_of(&input.data);
    let params: Vec<_> = input.generics.type_params().map(|param| param.ident.clone()).collect();
    let bounds = input.generics.make_where_clause();
    for param in params {
        bounds.predicates.push(parse_quote!(#param: #private::Disclosed + ::core::marker::Send));
    }
    let disclosed = types.iter().map(|ty| {
        let at = private.at(ty.span());
        quote_spanned!(ty.span()=> #at::disclosed::<#ty>();)
    });
    let name = &input.ident;
    let (generics, args, bounds) = input.generics.split_for_impl();
    let mistakes = faults.into_tokens();
    quote! {
        #mistakes
        const _: () = {
            fn __fields #generics () #bounds {
                #(#disclosed)*
            }
            impl #generics #private::Disclosed for #name #args #bounds {}
            impl #generics #private::Output for #name #args #bounds {
                fn to_json(&self) -> ::core::result::Result<::std::vec::Vec<u8>, #private::serde_json::Error> {
                    #private::to_json(self)
                }
            }
        };
    }
}

/// What is sent is the type that was looked at: `into` would send another, which nobody declared safe.
fn itself(input: &DeriveInput, faults: &mut Faults) {
    for entry in entries_of(&input.attrs, "serde").flatten() {
        if entry.key == "into" || entry.key == "remote" {
            let what = format!("`#[serde({})]` sends another type than the one that is declared", entry.tokens);
            faults.add(Rule::Output, &entry.tokens, what, "leave it out, and put `#[output]` on the type that is sent");
        }
    }
}

fn types_of(data: &Data) -> Vec<Type> {
    match data {
        Data::Struct(data) => data.fields.iter().map(|field| field.ty.clone()).collect(),
        Data::Enum(data) => {
            data.variants.iter().flat_map(|variant| variant.fields.iter().map(|field| field.ty.clone())).collect()
        }
        Data::Union(_) => Vec::new(),
    }
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
