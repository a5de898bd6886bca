//! What serde writes: a struct or an enum of the same fields, each with the audience beside it.
//!
//! serde's derive hands nothing down from a value to its fields. So it stands on this type, under the attributes that stand on the
//! user's, and a field that an audience does not see is not in it.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, DeriveInput, Fields};

use super::Private;
use super::fields::entries_of;
use super::output::Body;
use super::sent::Sent;

/// The type, and the expression that makes one of `self` and writes it.
pub(super) fn shadow(private: &Private, input: &DeriveInput, bodies: &[Body<'_>]) -> (TokenStream, TokenStream) {
    let borrows = bodies.iter().any(|body| !body.sent.is_empty());
    let mut generics = input.generics.clone();
    if borrows {
        generics.params.insert(0, syn::parse_quote!('__sent));
    }
    let bounds = &generics.where_clause;
    let params = &generics.params;
    let params = (!params.is_empty()).then(|| quote!(<#params>));
    let serde = private.text("serde");
    let told =
        told(&input.attrs, &["crate", "bound", "default", "deny_unknown_fields", "into", "remote", "from", "try_from"]);
    let head = quote! {
        #[derive(#private::serde::Serialize)]
        #[serde(crate = #serde, bound(serialize = ""), #(#told),*)]
    };
    let mut wrappers = TokenStream::new();
    for sent in bodies.iter().flat_map(|body| &body.sent) {
        wrappers.extend(wrapper(private, input, sent));
    }
    let is_enum = bodies.iter().any(|body| body.variant.is_some()) || matches!(input.data, syn::Data::Enum(_));
    let shapes = bodies.iter().map(|body| shape(private, input, body));
    let arms = bodies.iter().map(|body| arm(private, body));
    if is_enum && bodies.is_empty() {
        return (
            TokenStream::new(),
            quote!({
                let _ = (__audience, __to);
                match *self {}
            }),
        );
    }
    let shadow = if is_enum {
        quote!(enum __Sent #params #bounds { #(#shapes,)* })
    } else {
        let end = bodies.iter().all(|body| !matches!(body.fields, Fields::Named(_))).then(|| quote!(;));
        // A where clause stands before named fields and behind others.
        if end.is_some() {
            quote!(struct __Sent #params #(#shapes)* #bounds #end)
        } else {
            quote!(struct __Sent #params #bounds #(#shapes)*)
        }
    };
    let unused = (!borrows).then(|| quote!(let _ = __audience;));
    let written = quote! {
        #unused
        #private::serde::Serialize::serialize(&match self { #(#arms)* }, __to)
    };
    (quote!(#wrappers #head #shadow), written)
}

/// What serde is told on a type or a variant, without what is about reading or is ours to say.
fn told(attrs: &[Attribute], ours: &[&str]) -> Vec<TokenStream> {
    let told = entries_of(attrs, "serde").filter_map(|entry| match entry {
        Ok(entry) if ours.iter().any(|key| entry.key == key) => None,
        Ok(entry) => Some(entry.tokens()),
        Err(tokens) => Some(tokens),
    });
    told.collect()
}

fn shape(private: &Private, input: &DeriveInput, body: &Body<'_>) -> TokenStream {
    let fields = body.sent.iter().map(|sent| {
        let told = &sent.serde;
        let told = (!told.is_empty()).then(|| quote!(#[serde(#(#told),*)]));
        let absent = sent.optional().then(|| quote!(#[serde(skip_serializing_if = "::core::option::Option::is_none")]));
        let ty = sent_type(private, input, sent);
        let ty = if sent.optional() { quote!(::core::option::Option<#ty>) } else { ty };
        let unread = sent.skipped.then(|| quote!(#[allow(dead_code)]));
        let name = sent.ident.map(|ident| quote!(#ident:));
        quote!(#told #absent #unread #name #ty)
    });
    let fields = match body.fields {
        Fields::Named(_) => quote!({ #(#fields,)* }),
        Fields::Unnamed(_) => quote!(( #(#fields,)* )),
        Fields::Unit => TokenStream::new(),
    };
    let Some(variant) = body.variant else { return fields };
    let told = told(&variant.attrs, &["bound", "borrow", "alias", "with", "serialize_with", "deserialize_with"]);
    let told = (!told.is_empty()).then(|| quote!(#[serde(#(#told),*)]));
    let name = &variant.ident;
    quote!(#told #name #fields)
}

fn sent_type(private: &Private, input: &DeriveInput, sent: &Sent<'_>) -> TokenStream {
    let ty = sent.ty;
    if sent.skipped {
        return quote!(&'__sent #ty);
    }
    if sent.with.is_some() {
        let (wrapper, whole) = (wrapper_name(sent), whole(input));
        return quote!(#wrapper<'__sent, #ty, #whole>);
    }
    let how = sent.how(private);
    quote!(#private::Shown<'__sent, #ty, #how>)
}

/// One arm of the match that makes the type: `Self::One { item: __0 } => __Sent::One { item: .. },`.
fn arm(private: &Private, body: &Body<'_>) -> TokenStream {
    let names: Vec<Ident> = (0..body.sent.len()).map(|place| format_ident!("__{place}")).collect();
    let values = body.sent.iter().zip(&names).map(|(sent, name)| value(private, sent, name));
    let (took, made) = match body.fields {
        Fields::Named(_) => {
            let idents: Vec<_> = body.sent.iter().map(|sent| sent.ident).collect();
            (quote!({ #(#idents: #names,)* }), quote!({ #(#idents: #values,)* }))
        }
        Fields::Unnamed(_) => (quote!((#(#names,)*)), quote!((#(#values,)*))),
        Fields::Unit => Default::default(),
    };
    match body.variant.map(|variant| &variant.ident) {
        Some(variant) => quote!(Self::#variant #took => __Sent::#variant #made,),
        None => quote!(Self #took => __Sent #made,),
    }
}

fn value(private: &Private, sent: &Sent<'_>, name: &Ident) -> TokenStream {
    if sent.skipped {
        return quote!(#name);
    }
    let shown = if sent.with.is_some() {
        let wrapper = wrapper_name(sent);
        quote!(#wrapper(#name, ::core::marker::PhantomData))
    } else {
        quote!(#private::Shown::to(__audience, #name))
    };
    let seen = sent.audience.as_ref().map(|_| {
        let limit = sent.limit_name();
        quote!(__audience.sees(&#limit))
    });
    let there = sent.skip_if.as_ref().map(|skip_if| quote!(!#skip_if(#name)));
    match (seen, there) {
        (Some(seen), Some(there)) => quote!((#seen && #there).then(|| #shown)),
        (Some(one), None) | (None, Some(one)) => quote!((#one).then(|| #shown)),
        (None, None) => shown,
    }
}

/// The user's type. A field need not name all of its parameters.
fn whole(input: &DeriveInput) -> TokenStream {
    let (name, (_, generics, _)) = (&input.ident, input.generics.split_for_impl());
    quote!(#name #generics)
}

fn wrapper_name(sent: &Sent<'_>) -> Ident {
    format_ident!("__With{}", sent.place())
}

/// A field that a function of the user's writes. That is asked of the field, whatever stands around it here.
fn wrapper(private: &Private, input: &DeriveInput, sent: &Sent<'_>) -> Option<TokenStream> {
    let with = sent.with.as_ref()?;
    let (name, ty) = (wrapper_name(sent), sent.ty);
    let mut generics = input.generics.clone();
    generics.params.insert(0, syn::parse_quote!('__sent));
    let (impl_generics, _, bounds) = generics.split_for_impl();
    let whole = whole(input);
    Some(quote! {
        struct #name<'__sent, __T, __Of>(&'__sent __T, ::core::marker::PhantomData<fn() -> __Of>);
        impl #impl_generics #private::serde::Serialize for #name<'__sent, #ty, #whole> #bounds {
            fn serialize<__S: #private::serde::Serializer>(
                &self,
                __to: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                #with(self.0, __to)
            }
        }
    })
}
