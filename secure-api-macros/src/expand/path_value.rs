//! `#[derive(PathValue)]`: an enum is one of a few words, a newtype is what it holds.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DataEnum, DeriveInput, Fields, LitStr};

use crate::check::says_why;
use crate::parse::Value;
use crate::report::{Faults, Rule};

use super::Private;
use super::fields::{entries_of, separated, text_of};

pub(crate) fn path_value(item: TokenStream) -> TokenStream {
    let private = Private::find();
    let mut faults = Faults::default();
    let Some(input) = faults.keep(syn::parse2::<DeriveInput>(item)) else { return faults.into_tokens() };
    let excused = not_an_id(&input, &mut faults);
    let mut number = TokenStream::new();
    let (part, shape, read, write) = match &input.data {
        Data::Enum(words) if !words.variants.is_empty() && input.generics.params.is_empty() => {
            let (seen, read, write) = words_of(words, &mut faults);
            let shape = quote!(&#private::Shape::words(&[#(#seen),*]));
            (quote!("one of a few words"), shape, read, write)
        }
        Data::Struct(data) if input.generics.params.is_empty() => match &data.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                let inner = &fields.unnamed[0].ty;
                number = quote!(const IS_NUMBER: bool = <#inner as #private::PathValue>::IS_NUMBER;);
                let shape = quote!(<#inner as #private::PathValue>::SHAPE);
                let no_id = match &excused {
                    Some(reason) => quote!(#reason),
                    None => quote!(<#inner as #private::PathValue>::PART.no_id),
                };
                let read = quote!(<#inner as #private::PathValue>::from_param(__text).map(Self));
                (no_id, shape, read, quote!(#private::part(&self.0)))
            }
            _ => return neither(&input, faults),
        },
        _ => return neither(&input, faults),
    };
    let mistakes = faults.into_tokens();
    let name = &input.ident;
    let text = name.to_string();
    quote! {
        #mistakes
        impl #private::PathValue for #name {
            const PART: #private::PathPart = #private::PathPart { type_name: #text, no_id: #part };
            #number
            const SHAPE: &'static #private::Shape = #shape;
            fn from_param(__text: &str) -> ::core::option::Option<Self> {
                #read
            }
            fn to_param(&self) -> #private::String {
                #write
            }
        }
    }
}

fn neither(input: &DeriveInput, mut faults: Faults) -> TokenStream {
    let what = format!("`{}` is neither an enum of plain words nor a newtype", input.ident);
    let help = format!("write `pub enum {0} {{ .. }}` or `pub struct {0}(Uuid);`", input.ident);
    faults.add(Rule::PathValue, &input.ident, what, help);
    faults.into_tokens()
}

/// The words, how they are read, and how they are written.
fn words_of(words: &DataEnum, faults: &mut Faults) -> (Vec<String>, TokenStream, TokenStream) {
    let mut seen: Vec<String> = Vec::new();
    let (mut arms, mut names) = (TokenStream::new(), TokenStream::new());
    for variant in &words.variants {
        let name = &variant.ident;
        if !matches!(variant.fields, Fields::Unit) {
            let what = format!("the path value `{name}` has fields");
            faults.add(Rule::PathValue, variant, what, format!("write `{name}` alone"));
            continue;
        }
        let word = match text_of(&variant.attrs, "path_value") {
            Some(Ok(text)) => text.value(),
            Some(Err(args)) => {
                let what = "`#[path_value(..)]` on a variant takes its word in the path";
                faults.add(Rule::PathValue, args, what, "write `#[path_value(\"word\")]`");
                continue;
            }
            None => separated(&name.to_string(), '-'),
        };
        if seen.contains(&word) {
            let what = format!("two variants are `{word}` in the path");
            faults.add(Rule::PathValue, variant, what, "give one another word: `#[path_value(\"..\")]`");
            continue;
        }
        arms.extend(quote!(#word => ::core::option::Option::Some(Self::#name),));
        names.extend(quote!(Self::#name => #word,));
        seen.push(word);
    }
    // Of an enum with a mistake not every variant is here.
    let write = if faults.is_empty() {
        quote!(::core::convert::From::from(match self { #names }))
    } else {
        quote!(::core::default::Default::default())
    };
    (seen, quote!(match __text { #arms _ => ::core::option::Option::None }), write)
}

/// That a newtype is no id is a claim, and has a reason.
fn not_an_id(input: &DeriveInput, faults: &mut Faults) -> Option<LitStr> {
    let mut excused = None;
    for entry in entries_of(&input.attrs, "path_value") {
        const EXAMPLE: &str = "write `#[path_value(not_an_id = \"why it names no object\")]`";
        match entry {
            Ok(entry) if entry.key == "not_an_id" => match entry.value() {
                Value::Text(reason) if says_why(&reason.value()) => excused = Some(reason),
                _ => faults.add(Rule::PathValue, entry.at(), "`not_an_id` has no reason", EXAMPLE),
            },
            Ok(entry) => faults.add(Rule::PathValue, &entry.key, format!("`{}` is not a key here", entry.key), EXAMPLE),
            Err(tokens) => faults.add(Rule::PathValue, &tokens, format!("`{tokens}` is not an entry"), EXAMPLE),
        }
    }
    excused
}
