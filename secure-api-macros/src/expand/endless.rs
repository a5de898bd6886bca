//! Whether an output is a list that nothing bounds, by what it is sent as (C91).

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Data, DeriveInput, Fields};

use super::Private;
use super::fields::entries_of;
use super::output::Body;

/// What is sent as the one thing that it holds is a list without an end where that is one.
pub(super) fn endless(private: &Private, input: &DeriveInput, bodies: &[Body<'_>]) -> Option<TokenStream> {
    let is = |word: &str| entries_of(&input.attrs, "serde").flatten().any(|entry| entry.key == word);
    let newtype = |body: &&Body<'_>| body.sent.len() == 1 && matches!(body.fields, Fields::Unnamed(_));
    let alone: Vec<&Body<'_>> = match &input.data {
        Data::Enum(_) if is("untagged") => bodies.iter().filter(newtype).collect(),
        Data::Struct(_) => bodies.iter().filter(|body| newtype(body) || is("transparent")).collect(),
        _ => Vec::new(),
    };
    let held = alone.iter().filter_map(|body| body.sent.iter().find(|sent| !sent.skipped)).map(|sent| {
        let ty = without_itself(sent.ty.to_token_stream(), &input.ident);
        quote!(<#private::Probe<#ty>>::ENDLESS)
    });
    let held: Vec<TokenStream> = held.collect();
    (!held.is_empty()).then(|| {
        quote! {
            const ENDLESS: bool = {
                #[allow(unused_imports)]
                use #private::Undisclosed as _;
                #(#held)||*
            };
        }
    })
}

/// The type of a field, with nothing in the place of the type that it is in: a constant that held itself would have no end.
fn without_itself(tokens: TokenStream, itself: &Ident) -> TokenStream {
    let (mut all, mut after_colon, mut skipping) = (TokenStream::new(), false, None::<usize>);
    for tree in tokens {
        let sign = if let TokenTree::Punct(sign) = &tree { Some(sign.as_char()) } else { None };
        // The parameters of what was left out.
        if let Some(depth) = skipping {
            let deeper = depth + usize::from(sign == Some('<')) - usize::from(sign == Some('>') && depth > 0);
            skipping = (deeper > 0).then_some(deeper);
            if depth > 0 || deeper > 0 {
                continue;
            }
        }
        match tree {
            TokenTree::Ident(word) if word == *itself && !after_colon => {
                all.extend(quote!(()));
                skipping = Some(0);
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), without_itself(group.stream(), itself));
                inner.set_span(group.span());
                all.extend([TokenTree::Group(inner)]);
            }
            other => all.extend([other]),
        }
        after_colon = sign == Some(':');
    }
    all
}

#[cfg(test)]
mod tests {
    use proc_macro2::{Ident, Span};
    use quote::quote;

    use super::without_itself;

    #[test]
    fn a_type_is_not_asked_about_inside_itself() {
        let itself = Ident::new("Tree", Span::call_site());
        let asked = |ty| without_itself(ty, &itself).to_string();
        assert_eq!(asked(quote!(Box<Tree>)), quote!(Box<()>).to_string());
        assert_eq!(asked(quote!(Box<Tree<Option<T>>>)), quote!(Box<()>).to_string());
        assert_eq!(asked(quote!((Tree<T>, Vec<Tree>))), quote!(((), Vec<()>)).to_string());
        for other in [quote!(Vec<v1::Tree>), quote!(Option<Trees>)] {
            assert_eq!(asked(other.clone()), other.to_string());
        }
    }
}
