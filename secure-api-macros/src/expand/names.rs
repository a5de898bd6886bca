//! The way to the runtime, also where it is renamed in the manifest.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Ident, Punct, Spacing, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt, quote};

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
    pub(crate) fn at(&self, span: Span) -> At<'_> {
        At { private: self, span }
    }

    /// The path as text, for attributes that take it so.
    pub(crate) fn text(&self, inside: &str) -> String {
        format!("::{}::__private::{inside}", self.krate)
    }
}

/// The way to the runtime, at one place of the source.
#[derive(Clone, Copy)]
pub(crate) struct At<'p> {
    private: &'p Private,
    span: Span,
}

// Token by token: to append a stream costs the compiler more than all that this is made of, and it stands everywhere.
impl ToTokens for At<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let word = |text: &str| Ident::new(text, self.span);
        if self.private.brief {
            return tokens.append(word("__p"));
        }
        let mut krate = self.private.krate.clone();
        krate.set_span(self.span);
        self.separator(tokens);
        tokens.append(krate);
        self.separator(tokens);
        tokens.append(word("__private"));
    }
}

impl At<'_> {
    fn separator(&self, tokens: &mut TokenStream) {
        for spacing in [Spacing::Joint, Spacing::Alone] {
            let mut colon = Punct::new(':', spacing);
            colon.set_span(self.span);
            tokens.append(colon);
        }
    }
}

impl ToTokens for Private {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.at(Span::call_site()).to_tokens(tokens);
    }
}
