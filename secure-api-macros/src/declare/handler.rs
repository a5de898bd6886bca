//! The handler: its signature is read, its body stays tokens, so that a half-written one still expands.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, FnArg, ReturnType, Signature, Type, Visibility};

/// An async fn as it was written.
pub(crate) struct Handler {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    body: TokenStream,
}

impl Handler {
    /// Reads an item. The body only passes through: its tokens would be taken apart for nothing.
    pub(crate) fn read(item: &TokenStream) -> syn::Result<Self> {
        // What went wrong is said of the whole.
        Self::before_its_body(item.clone()).or_else(|_| syn::parse2(item.clone()))
    }

    fn before_its_body(item: TokenStream) -> syn::Result<Self> {
        let mut trees: Vec<TokenTree> = item.into_iter().collect();
        let body = match trees.pop() {
            Some(TokenTree::Group(body)) if body.delimiter() == Delimiter::Brace => Some(body.into()),
            last => {
                trees.extend(last);
                None
            }
        };
        let mut handler: Self = syn::parse2(trees.into_iter().collect())?;
        handler.body.extend::<Option<TokenTree>>(body);
        Ok(handler)
    }
}

impl Parse for Handler {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self {
            attrs: input.call(Attribute::parse_outer)?,
            vis: input.parse()?,
            sig: input.parse()?,
            body: input.parse()?,
        })
    }
}

impl Handler {
    /// The types of the arguments.
    pub(crate) fn args(&self) -> Vec<&Type> {
        let typed = self.sig.inputs.iter().filter_map(|arg| match arg {
            FnArg::Typed(typed) => Some(&*typed.ty),
            FnArg::Receiver(_) => None,
        });
        typed.collect()
    }

    /// The type of the answer.
    pub(crate) fn answer(&self) -> Answer<'_> {
        Answer(&self.sig.output)
    }
}

/// The type of an answer, which is `()` where none is written.
#[derive(Clone, Copy)]
pub(crate) struct Answer<'h>(pub(crate) &'h ReturnType);

impl ToTokens for Answer<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self.0 {
            ReturnType::Default => tokens.append(Group::new(Delimiter::Parenthesis, TokenStream::new())),
            ReturnType::Type(_, answer) => answer.to_tokens(tokens),
        }
    }
}

impl ToTokens for Handler {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for attr in &self.attrs {
            attr.to_tokens(tokens);
        }
        self.vis.to_tokens(tokens);
        self.sig.to_tokens(tokens);
        self.body.to_tokens(tokens);
    }
}
