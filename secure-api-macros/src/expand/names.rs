//! The way to the runtime, also where it is renamed in the manifest.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

/// `::secure_api::__private`, spanned where a message has to stand.
#[derive(Clone)]
pub(crate) struct Private {
    krate: Ident,
    /// Whether `use ..::__private as __p` stands around.
    brief: bool,
}

impl Private {
    pub(crate) fn find() -> Self {
        // `Itself` is the runtime, its tests and its examples: `extern crate self as secure_api` is there in the first, and
        // the name is the package's in the others.
        let name = match crate_name("secure-api") {
            Ok(FoundCrate::Name(name)) => name,
            Ok(FoundCrate::Itself) | Err(_) => "secure_api".to_owned(),
        };
        Self { krate: Ident::new(&name, Span::call_site()), brief: false }
    }

    /// A line that gives it a short name, and the way by that name.
    pub(crate) fn brief(&self) -> (TokenStream, Self) {
        let brief = Self { brief: true, ..self.clone() };
        (quote!(use #self as #brief;), brief)
    }

    /// The path with every token at `span`: one unspanned token would underline the whole attribute.
    pub(crate) fn at(&self, span: Span) -> TokenStream {
        if self.brief {
            return quote_spanned!(span=> __p);
        }
        let mut krate = self.krate.clone();
        krate.set_span(span);
        quote_spanned!(span=> ::#krate::__private)
    }

    /// The path as text, for attributes that take it so.
    pub(crate) fn text(&self, inside: &str) -> String {
        format!("::{}::__private::{inside}", self.krate)
    }
}

impl ToTokens for Private {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.at(Span::call_site()));
    }
}
