//! The way to the runtime, also where it is renamed in the manifest.

use std::path::Path;
use std::sync::OnceLock;

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
        let name = given().map_or_else(named_in_manifest, str::to_owned);
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

/// The name under which the compiler that runs this macro was given the runtime: to ask the manifest starts cargo once more.
fn given() -> Option<&'static str> {
    static GIVEN: OnceLock<Option<String>> = OnceLock::new();
    GIVEN.get_or_init(|| given_by(std::env::args_os().filter_map(|arg| arg.into_string().ok()))).as_deref()
}

fn given_by(args: impl Iterator<Item = String>) -> Option<String> {
    let (mut found, mut is_value) = (None, false);
    for arg in args {
        let value = if is_value { Some(arg.as_str()) } else { arg.strip_prefix("--extern=") };
        is_value = arg == "--extern";
        let Some((name, file)) = value.and_then(|value| value.split_once('=')) else { continue };
        if !is_the_runtime(Path::new(file)) {
            continue;
        }
        // Before a colon stand options of the compiler.
        let name = name.rsplit(':').next().map(str::to_owned);
        if found.is_some() && found != name {
            // Two of them: the manifest knows which is meant.
            return None;
        }
        found = name;
    }
    found
}

/// `libsecure_api-0123456789abcdef.rmeta`, as cargo names what it builds.
fn is_the_runtime(file: &Path) -> bool {
    let hash = file.file_stem().and_then(|stem| stem.to_str()?.strip_prefix("libsecure_api-"));
    hash.is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|sign| sign.is_ascii_hexdigit()))
}

/// In an editor no compiler runs. `Itself` is the runtime, its tests and its examples: `extern crate self as secure_api` is
/// there in the first, and the name is the package's in the others.
fn named_in_manifest() -> String {
    match crate_name("secure-api") {
        Ok(FoundCrate::Name(name)) => name,
        Ok(FoundCrate::Itself) | Err(_) => "secure_api".to_owned(),
    }
}

impl ToTokens for Private {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.at(Span::call_site()).to_tokens(tokens);
    }
}

#[cfg(test)]
mod tests {
    use super::given_by;

    fn given(line: &str) -> Option<String> {
        given_by(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn the_runtime_is_known_by_its_file_whatever_it_is_called() {
        const FILE: &str = "/target/deps/libsecure_api-0123456789abcdef.rmeta";
        let axum = "--extern axum=/target/deps/libaxum-0123456789abcdef.rmeta";
        assert_eq!(given(&format!("rustc {axum} --extern secure_api={FILE}")).as_deref(), Some("secure_api"));
        assert_eq!(given(&format!("rustc {axum} --extern guard={FILE} {axum}")).as_deref(), Some("guard"));
        assert_eq!(given(&format!("rustc --extern=priv,noprelude:guard={FILE}")).as_deref(), Some("guard"));
    }

    #[test]
    fn what_is_not_clear_is_left_to_the_manifest() {
        for line in [
            "rustc",
            "rustc --extern secure_api",
            "rustc --extern secure_api=/target/deps/libanother-0123456789abcdef.rmeta",
            "rustc --extern secure_api=/target/deps/libsecure_api-testing.rmeta",
            "rustc --cfg secure_api=/target/deps/libsecure_api-0123456789abcdef.rmeta",
            "rustc --extern a=/libsecure_api-0123456789abcdef.rmeta --extern b=/libsecure_api-fedcba9876543210.rmeta",
        ] {
            assert_eq!(given(line), None, "{line}");
        }
    }
}
