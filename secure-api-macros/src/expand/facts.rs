//! What `#[input]` tells the audit of its fields: names that the server owns, names of objects, and what is vouched for.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Field, LitStr};

use crate::check::{is_server_owned, names_an_object, normal};

use super::Private;
use super::fields::{Told, may_say, span_of};
use super::ruled::ruled;
use super::wire::deserialized;

/// One field, with all that is asked of it.
pub(super) struct InputField<'i> {
    pub(super) input: &'i Ident,
    pub(super) field: &'i Field,
    pub(super) rust: String,
    /// Its names on the wire; none where no client can send it.
    pub(super) wire: Vec<String>,
    pub(super) vouched: Option<LitStr>,
    /// Whether a rule on it bounds it.
    pub(super) by_rule: bool,
    /// What its attributes say.
    pub(super) told: &'i Told,
    /// Whether something stands for each field of the struct that is left out.
    pub(super) all_given: bool,
}

/// The constant of an input.
#[derive(Default)]
pub(super) struct Facts {
    fields: TokenStream,
    /// The rules of the struct as a whole.
    whole: TokenStream,
    pub(super) audits: TokenStream,
}

impl Facts {
    pub(super) fn whole(whole: TokenStream) -> Self {
        Self { whole, ..Self::default() }
    }

    pub(super) fn add(&mut self, private: &Private, field: &InputField<'_>) {
        let what = format!("{}::{}", field.input, field.rust);
        field.info(private, &what).to_tokens(&mut self.fields);
        match field.vouched {
            Some(_) => self.audits.extend(field.not_endless(private)),
            None if field.wire.is_empty() => {}
            None => self.audits.extend(field.no_id(private, &what)),
        }
    }

    /// The constant, for an impl.
    pub(super) fn constant(&self, private: &Private) -> TokenStream {
        let (fields, whole) = (&self.fields, &self.whole);
        quote!(const SHAPE: &'static #private::Shape = &#private::Shape::object::<Self>(&[#fields])#whole;)
    }
}

impl InputField<'_> {
    /// What is known of the type: asked as the rules of the field are, so that a type without a bound has one message.
    fn known(&self, private: &Private) -> TokenStream {
        let (ty, span) = (self.ty(private), span_of(&self.field.ty));
        let at = private.at(span);
        match (self.by_rule, &self.vouched) {
            (true, _) => quote_spanned!(span=> <#ty as #at::BoundedByRule>),
            (false, None) => quote_spanned!(span=> <#ty as #at::Bounded>),
            (false, Some(_)) => quote!(#private::Known::<#ty>),
        }
    }

    fn ty(&self, private: &Private) -> Box<dyn ToTokens + '_> {
        let ty = &self.field.ty;
        if may_say(ty, &["Self", &self.input.to_string()]) {
            return Box::new(without_itself(private, ty.to_token_stream(), self.input));
        }
        Box::new(ty)
    }

    fn names(&self) -> impl Iterator<Item = &String> {
        core::iter::once(&self.rust).chain(&self.wire)
    }

    /// The field with each name of it once.
    fn info(&self, private: &Private, what: &str) -> TokenStream {
        let (known, rust) = (self.known(private), &self.rust);
        let read = self.read(private);
        if let Some(reason) = &self.vouched {
            return quote!(#private::Field::hidden(#rust, #what, #known::SHAPE).vouched(#reason)#read,);
        }
        if self.wire.is_empty() {
            return quote!(#private::Field::hidden(#rust, #what, #known::SHAPE)#read,);
        }
        let (mut how, mut written, mut normals) = (Vec::new(), Vec::new(), Vec::new());
        for name in self.names() {
            let normal = normal(name);
            if !normals.contains(&normal) {
                how.push(Ident::new(if is_server_owned(&normal) { "common" } else { "of" }, Span::call_site()));
                written.push(name);
                normals.push(normal);
            }
        }
        let called_id = self.may_be_id().then(|| quote!(.called_id()));
        quote! {
            #private::Field::sent(
                #rust, #what, #known::SHAPE, &[#(#private::Name::#how(#written, #normals)),*],
            ) #called_id #read,
        }
    }

    /// What the inventory has to know beyond the name and the type: nothing, of most.
    fn read(&self, private: &Private) -> TokenStream {
        let mut read = TokenStream::new();
        let (wire, told) = (&self.wire, || self.told.serde());
        if wire.iter().ne([&self.rust]) {
            read.extend(quote!(.wire(&[#(#wire),*])));
        }
        if self.all_given || told().any(|entry| entry.key == "default") {
            read.extend(quote!(.given()));
        }
        let by = told().filter(|entry| entry.key == "with" || entry.key == "deserialize_with").find_map(deserialized);
        read.extend(by.map(|function| quote!(.read_by(#function))));
        read.extend(ruled(private, self.told));
        read
    }

    fn may_be_id(&self) -> bool {
        self.names().any(|name| names_an_object(name))
    }

    fn is_id(&self, private: &Private) -> TokenStream {
        let known = self.known(private);
        quote!(#known::SHAPE.may_be_id)
    }

    /// An id that is a plain number or text becomes an object without anybody asking whose it is.
    fn no_id(&self, private: &Private, what: &str) -> TokenStream {
        if !self.may_be_id() {
            return TokenStream::new();
        }
        let (span, is_id) = (self.field.ident.span(), self.is_id(private));
        let (at, rule) = (private.at(span), Ident::new("undecided_id", span));
        quote_spanned!(span=> const _: () = #at::audit::#rule(#is_id, #what);)
    }

    /// Whoever can bound a field has no reason not to.
    fn not_endless(&self, private: &Private) -> TokenStream {
        if self.by_rule {
            return TokenStream::new();
        }
        let (ty, span) = (&self.field.ty, span_of(&self.field.ty));
        let (at, rule) = (private.at(span), Ident::new("endless", span));
        quote_spanned!(span=> const _: () = #at::audit::#rule(#at::Known::<#ty>::ENDLESS);)
    }
}

/// The type of a field, with a stand-in for the input that it is in: that one is looked at already, and a constant that held
/// itself would have no end. What stands beside it there, and another type of the same name elsewhere, is looked at.
fn without_itself(private: &Private, ty: TokenStream, input: &Ident) -> TokenStream {
    let trees: Vec<TokenTree> = ty.into_iter().collect();
    let colon = |place: Option<usize>| {
        let tree = place.and_then(|place| trees.get(place));
        matches!(tree, Some(TokenTree::Punct(sign)) if sign.as_char() == ':')
    };
    let mut all = TokenStream::new();
    for (place, tree) in trees.iter().enumerate() {
        let in_a_path = colon(place.checked_sub(1)) || (colon(Some(place + 1)) && colon(Some(place + 2)));
        match tree {
            TokenTree::Ident(word) if (word == input || word == "Self") && !in_a_path => {
                let at = private.at(word.span());
                all.extend(quote_spanned!(word.span()=> #at::Itself));
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), without_itself(private, group.stream(), input));
                inner.set_span(group.span());
                all.extend([TokenTree::Group(inner)]);
            }
            other => all.extend([other.clone()]),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use proc_macro2::{Ident, Span};
    use quote::quote;

    use super::{Private, without_itself};

    #[test]
    fn a_type_stands_for_itself_and_for_no_other_of_its_name() {
        let input = Ident::new("Draft", Span::call_site());
        let looked_at = |ty| without_itself(&Private::find(), ty, &input).to_string();
        for other in [quote!(v1::Draft), quote!(List<::v1::Draft, 0, 3>), quote!((Draft::Inner, Option<Drafts>))] {
            assert_eq!(looked_at(other.clone()), other.to_string());
        }
        let itself = "(Evil , List < :: secure_api :: __private :: Itself , 0 , 3 >)";
        assert_eq!(looked_at(quote!((Evil, List<Draft, 0, 3>))), itself);
        assert_eq!(looked_at(quote!((Evil, List<Self, 0, 3>))), itself);
    }
}
