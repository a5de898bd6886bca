//! Collects every mistake of one item, so that none hides another.

use proc_macro2::TokenStream;
use quote::ToTokens;

use super::Rule;

/// The mistakes found so far.
#[derive(Default)]
pub(crate) struct Faults {
    errors: Vec<syn::Error>,
    read: bool,
}

impl Faults {
    /// Adds one, on the tokens that have to change.
    pub(crate) fn add(&mut self, rule: Rule, at: impl ToTokens, what: impl Into<String>, help: impl AsRef<str>) {
        let help = help.as_ref().replace('\n', "\n      ");
        let text = format!("{}\nhelp: {help}\n{}", what.into(), rule.line());
        self.errors.push(syn::Error::new_spanned(at, text));
    }

    /// Adds what another parser found.
    pub(crate) fn add_error(&mut self, error: syn::Error) {
        self.errors.push(error);
    }

    /// Keeps what is right, and the mistake of what is not.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.add_error(error)).ok()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// The mistakes as `compile_error!`, one each.
    pub(crate) fn into_tokens(mut self) -> TokenStream {
        self.read = true;
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        // A collector that nobody looked at would let a mistake through.
        if !self.read && !self.errors.is_empty() && !std::thread::panicking() {
            panic!("mistakes were found and not reported");
        }
    }
}
