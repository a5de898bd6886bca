//! What `#[input]` tells the audit of its fields: names that the server owns, names of objects, and what is vouched for.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit::{Visit, visit_ident};
use syn::{Field, LitStr, Type};

use crate::check::{is_server_owned, names_an_object, normal};

use super::Private;

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
}

/// The constants of an input.
#[derive(Default)]
pub(super) struct Facts {
    shapes: TokenStream,
    fields: TokenStream,
    inner_fields: TokenStream,
    vouches: TokenStream,
    inner_reasons: TokenStream,
    pub(super) audits: TokenStream,
}

impl Facts {
    pub(super) fn add(&mut self, private: &Private, field: &InputField<'_>) {
        let ty = &field.field.ty;
        // A type inside itself is looked at here, and a constant that held itself would have no end.
        if !mentions(ty, field.input) {
            let known = field.known(private);
            let rust = &field.rust;
            self.shapes.extend(quote!((#rust, #known::SHAPE),));
            self.inner_fields.extend(quote!(#known::FIELDS,));
            self.inner_reasons.extend(quote!(#known::REASONS,));
        }
        let what = format!("{}::{}", field.input, field.rust);
        match &field.vouched {
            Some(reason) => {
                self.vouches.extend(quote!(#private::Vouch { what: #what, reason: #reason },));
                self.audits.extend(field.not_endless(private));
            }
            None if field.wire.is_empty() => {}
            None => {
                self.fields.extend(field.info(private, &what));
                self.audits.extend(field.no_id(private, &what));
            }
        }
    }

    /// The constants, for an impl.
    pub(super) fn constants(&self, private: &Private) -> TokenStream {
        let Self { shapes, fields, inner_fields, vouches, inner_reasons, .. } = self;
        quote! {
            const SHAPE: &'static #private::Shape = &#private::Shape::object(&[#shapes]);
            const FIELDS: &'static #private::InputFieldsInfo =
                &#private::InputFieldsInfo { own: &[#fields], inner: &[#inner_fields] };
            const REASONS: &'static #private::Reasons =
                &#private::Reasons { own: &[#vouches], inner: &[#inner_reasons] };
        }
    }
}

impl InputField<'_> {
    /// What is known of the type, whatever it is: a type without a bound has its message already.
    fn known(&self, private: &Private) -> TokenStream {
        let ty = &self.field.ty;
        if self.by_rule { quote!(#private::KnownByRule::<#ty>) } else { quote!(#private::Known::<#ty>) }
    }

    fn names(&self) -> impl Iterator<Item = &String> {
        core::iter::once(&self.rust).chain(&self.wire)
    }

    /// Each name of it once.
    fn info(&self, private: &Private, what: &str) -> TokenStream {
        let known = self.known(private);
        // An `Id<T>` is decided on before it is anything, whatever the field is called.
        let reported = if self.may_be_id() {
            let plain_id = self.is_id(private);
            quote!(#plain_id || #known::SHAPE.id.is_some())
        } else {
            quote!(false)
        };
        let mut seen: Vec<String> = Vec::new();
        let mut infos = TokenStream::new();
        for written in self.names() {
            let name = normal(written);
            if seen.contains(&name) {
                continue;
            }
            let common = is_server_owned(&name);
            infos.extend(quote! {
                #private::FieldInfo { what: #what, written: #written, name: #name, common: #common, reported: #reported },
            });
            seen.push(name);
        }
        infos
    }

    fn may_be_id(&self) -> bool {
        self.names().any(|name| names_an_object(name))
    }

    fn is_id(&self, private: &Private) -> TokenStream {
        let known = self.known(private);
        quote!(#known::MAY_BE_ID)
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
        let (ty, span) = (&self.field.ty, self.field.ty.span());
        let (at, rule) = (private.at(span), Ident::new("endless", span));
        quote_spanned!(span=> const _: () = #at::audit::#rule(#at::Known::<#ty>::ENDLESS);)
    }
}

/// Whether a type names the input that it is in.
fn mentions(ty: &Type, input: &Ident) -> bool {
    struct Search<'i>(&'i Ident, bool);
    impl Visit<'_> for Search<'_> {
        fn visit_ident(&mut self, ident: &Ident) {
            self.1 |= ident == self.0 || ident == "Self";
            visit_ident(self, ident);
        }
    }
    let mut search = Search(input, false);
    search.visit_type(ty);
    search.1
}
