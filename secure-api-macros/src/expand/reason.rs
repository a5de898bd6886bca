//! `reason!(pub TrustsTheCdn = "..")`: a written reason as a type, for `Vouched<T, Reason>`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token, Visibility};

use crate::check::says_why;
use crate::report::{Faults, Rule};

use super::Private;

const EXAMPLE: &str = "write `secure_api::reason!(pub TrustsTheCdn = \"why the CDN can be trusted\");`";

struct Named {
    vis: Visibility,
    name: Ident,
    reason: LitStr,
}

impl Parse for Named {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (vis, name) = (input.parse()?, input.parse()?);
        input.parse::<Token![=]>()?;
        let named = Self { vis, name, reason: input.parse()? };
        input.parse::<Option<Token![;]>>()?;
        Ok(named)
    }
}

pub(crate) fn reason(text: TokenStream) -> TokenStream {
    let private = Private::find();
    let mut faults = Faults::default();
    let Ok(Named { vis, name, reason }) = syn::parse2::<Named>(text.clone()) else {
        let here = proc_macro2::Ident::new("_", proc_macro2::Span::call_site());
        let at = if text.is_empty() { quote!(#here) } else { text };
        faults.add(Rule::Reason, at, "a reason has a name and a text", EXAMPLE);
        return faults.into_tokens();
    };
    if !says_why(&reason.value()) {
        faults.add(Rule::Reason, &reason, format!("`{name}` is no reason: its text says nothing"), EXAMPLE);
    }
    let mistakes = faults.into_tokens();
    let text = name.to_string();
    // No value of it is ever made.
    quote! {
        #mistakes
        #[doc = #reason]
        #[derive(Clone, Copy, Debug)]
        #vis enum #name {}
        impl #private::Reason for #name {
            const NAME: &'static str = #text;
            const REASON: &'static str = #reason;
        }
    }
}
