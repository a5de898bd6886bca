//! `#[input]`, `#[output]`, `#[claims]`: one line a type. Where `cfg` takes fields away they add derives, which see what it leaves.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Data, DeriveInput, Fields};

use crate::report::{Faults, Rule};

use super::Private;
use super::helpers::{self, OF_INPUT, OF_OUTPUT, seen_by_nobody_else, without_helpers};
use super::input::{Left, Read, implemented};
use super::output::disclosed;
use super::record;
use super::rules;

/// A struct that is read strictly, or an enum of words.
pub(crate) fn input(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut faults = Faults::default();
    let Some(input) = on_a_type(Rule::Input, "input", &args, &item, &mut faults) else { return mistaken(item, faults) };
    let (private, read) = (Private::find(), Read::of(&input));
    rules::known(&read, &mut faults);
    if !faults.is_empty() {
        return broken("input", input, faults);
    }
    let is_enum = matches!(input.data, Data::Enum(_));
    let left = Left { rules: rules::need_derive(&read), reading: !record::reads_directly(&read) };
    if !is_enum && !left.rules && !left.reading && seen_by_nobody_else(&input, OF_INPUT) {
        let impls = implemented(&private, &read, left, faults);
        let item = without_helpers(&input, OF_INPUT, item);
        return quote!(#item #impls);
    }
    faults.into_tokens();
    let (serde, validator) = (private.text("serde"), private.text("validator"));
    if is_enum {
        return quote! {
            #[derive(#private::serde::Deserialize, #private::InputFields)]
            #[serde(crate = #serde)]
            #item
        };
    }
    let rules = left.rules.then(|| {
        quote! {
            #[derive(#private::validator::Validate)]
            #[validate(crate = #validator)]
            #[input_marks(rules_derived)]
        }
    });
    let reading = if left.reading {
        quote! {
            #[derive(#private::serde::Deserialize)]
            #[serde(crate = #serde, deny_unknown_fields)]
        }
    } else {
        quote!(#[input_marks(read_directly)])
    };
    quote! {
        #[derive(#private::InputFields)]
        #reading
        #rules
        #item
    }
}

/// A type that may be sent.
pub(crate) fn output(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut faults = Faults::default();
    let Some(input) = on_a_type(Rule::Output, "output", &args, &item, &mut faults) else {
        return mistaken(item, faults);
    };
    if !faults.is_empty() {
        return broken("output", input, faults);
    }
    if seen_by_nobody_else(&input, OF_OUTPUT) {
        let item = without_helpers(&input, OF_OUTPUT, item);
        let impls = disclosed(input, faults);
        return quote!(#item #impls);
    }
    faults.into_tokens();
    let private = Private::find();
    quote!(#[derive(#private::OutputFields)] #item)
}

/// Claims that a handler reads. Others may stand beside them (RFC 7519, 4).
pub(crate) fn claims(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut faults = Faults::default();
    let Some(input) = on_a_type(Rule::Claims, "claims", &args, &item, &mut faults) else {
        return mistaken(item, faults);
    };
    let (private, name) = (Private::find(), &input.ident);
    let set = input.generics.params.is_empty().then(|| quote!(impl #private::ClaimSet for #name {}));
    if !faults.is_empty() {
        let broken = broken("claims", input, faults);
        return quote!(#broken #set);
    }
    faults.into_tokens();
    let serde = private.text("serde");
    quote! {
        #[derive(#private::serde::Deserialize)]
        #[serde(crate = #serde)]
        #item
        #set
    }
}

/// The type under an attribute, with all that is wrong with it there.
fn on_a_type(
    rule: Rule,
    name: &str,
    args: &TokenStream,
    item: &TokenStream,
    faults: &mut Faults,
) -> Option<DeriveInput> {
    if !args.is_empty() {
        faults.add(rule, args, format!("`#[{name}]` takes nothing"), format!("write `#[{name}]`"));
    }
    let Ok(input) = syn::parse2::<DeriveInput>(item.clone()) else {
        let here = Ident::new("_", Span::call_site());
        faults.add(rule, here, format!("`#[{name}]` stands on a type"), "put it on a struct or an enum");
        return None;
    };
    shape(rule, name, &input, faults);
    derived(rule, name, &input, faults);
    marked(rule, &input, faults);
    Some(input)
}

/// What is no type, as it is.
fn mistaken(item: TokenStream, faults: Faults) -> TokenStream {
    let mistakes = faults.into_tokens();
    quote!(#item #mistakes)
}

/// A type with a mistake, without what would only complain again.
fn broken(name: &str, input: DeriveInput, faults: Faults) -> TokenStream {
    let (stub, item, mistakes) = (stub(name, &input), without_derives(input), faults.into_tokens());
    quote!(#item #stub #mistakes)
}

/// What the type must look like, so that every field has a name that a client sees.
fn shape(rule: Rule, name: &str, input: &DeriveInput, faults: &mut Faults) {
    let ident = &input.ident;
    if rule != Rule::Output && !input.generics.params.is_empty() {
        let what = format!("`{ident}` has parameters");
        let help = "name the types, and own what is read: a request does not outlive its handler";
        faults.add(rule, &input.generics, what, help);
    }
    if rule == Rule::Output
        && let Some(lifetime) = input.generics.lifetimes().next()
    {
        let what = format!("`{ident}` borrows what is sent, and its owner is gone when it is");
        faults.add(rule, lifetime, what, "own what is sent: `String`, `Vec<T>`");
    }
    match &input.data {
        Data::Struct(data) if rule == Rule::Output && is_newtype(&data.fields) => {}
        Data::Struct(data) if !matches!(data.fields, Fields::Named(_)) => {
            let what = format!("`{ident}` has no named fields");
            faults.add(rule, ident, what, format!("write `struct {ident} {{ field: Type }}`"));
        }
        Data::Enum(data) if rule == Rule::Input => {
            for variant in data.variants.iter().filter(|variant| !matches!(variant.fields, Fields::Unit)) {
                let what = format!("the word `{}` of an input has fields", variant.ident);
                let help = "an input is a struct, or an enum of plain words; take the fields in a struct";
                faults.add(rule, variant, what, help);
            }
        }
        Data::Enum(_) if rule == Rule::Claims => {
            let what = format!("`{ident}` is not a struct");
            faults.add(rule, ident, what, format!("write `struct {ident} {{ tenant: String }}`"));
        }
        Data::Union(_) => {
            faults.add(rule, ident, format!("`{ident}` is a union"), format!("`#[{name}]` stands on a struct"));
        }
        _ => {}
    }
}

/// A newtype is sent as what it holds.
fn is_newtype(fields: &Fields) -> bool {
    matches!(fields, Fields::Unnamed(fields) if fields.unnamed.len() == 1)
}

/// The attribute writes the serde impl itself: one that somebody else derives would not refuse what this one does.
fn derived(rule: Rule, name: &str, input: &DeriveInput, faults: &mut Faults) {
    let derives: &[&str] = if rule == Rule::Output { &["Serialize"] } else { &["Deserialize", "Validate"] };
    for attr in input.attrs.iter().filter(|attr| attr.path().is_ident("derive")) {
        let _ = attr.parse_nested_meta(|meta| {
            if let Some(last) = meta.path.segments.last()
                && let Some(derive) = derives.iter().find(|derive| last.ident == **derive)
            {
                let what = format!("`{derive}` is derived twice: `#[{name}]` derives it");
                faults.add(rule, &meta.path, what, format!("leave `{derive}` out of `#[derive(..)]`"));
            }
            Ok(())
        });
    }
}

/// What `#[input]` tells its derive is nobody else's to say: a rule that it takes for kept would not be.
fn marked(rule: Rule, input: &DeriveInput, faults: &mut Faults) {
    for attr in &input.attrs {
        if attr.to_token_stream().to_string().contains("input_marks") {
            faults.add(rule, attr, "`#[input_marks(..)]` is written by `#[input]` alone", "leave it out");
        }
    }
}

/// The item without the attributes of derives that are not there.
fn without_derives(mut input: DeriveInput) -> TokenStream {
    let ours = |attr: &syn::Attribute| helpers::is_one(attr.path());
    input.attrs.retain(|attr| !ours(attr) && !attr.path().is_ident("derive"));
    match &mut input.data {
        Data::Struct(data) => data.fields.iter_mut().for_each(|field| field.attrs.retain(|attr| !ours(attr))),
        Data::Enum(data) => {
            for variant in &mut data.variants {
                variant.attrs.retain(|attr| !ours(attr));
                variant.fields.iter_mut().for_each(|field| field.attrs.retain(|attr| !ours(attr)));
            }
        }
        Data::Union(_) => {}
    }
    input.to_token_stream()
}

/// A type with a mistake still is what it was meant to be, so that the handlers that use it add no message.
fn stub(name: &str, input: &DeriveInput) -> Option<TokenStream> {
    let private = Private::find();
    let ident = &input.ident;
    let (generics, types, bounds) = input.generics.split_for_impl();
    let deserialize = quote! {
        impl<'de> #private::serde::Deserialize<'de> for #ident {
            fn deserialize<D: #private::serde::Deserializer<'de>>(_: D) -> ::core::result::Result<Self, D::Error> {
                ::core::result::Result::Err(<D::Error as #private::serde::de::Error>::custom("a mistake in its declaration"))
            }
        }
    };
    if name == "output" && input.generics.lifetimes().next().is_some() {
        return None;
    }
    if name == "output" {
        return Some(quote! {
            impl #generics #private::serde::Serialize for #ident #types #bounds {
                fn serialize<__S: #private::serde::Serializer>(&self, to: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                    to.serialize_unit()
                }
            }
            impl #generics #private::Disclosed for #ident #types #bounds {
                fn disclose<__S: #private::serde::Serializer>(
                    &self,
                    _: #private::Audience<'_>,
                    to: __S,
                ) -> ::core::result::Result<__S::Ok, __S::Error> {
                    to.serialize_unit()
                }
            }
            impl #generics #private::Output for #ident #types #bounds {}
        });
    }
    if !input.generics.params.is_empty() {
        return None;
    }
    let input = (name == "input").then(|| {
        quote! {
            impl #private::Input for #ident {
                fn check(&self, _: &#private::FieldPath<'_>, _: &mut #private::Violations) {}
            }
            #[diagnostic::do_not_recommend]
            impl #private::Bounded for #ident {}
        }
    });
    Some(quote!(#deserialize #input))
}
