//! What `#[input]` checks of the fields, and the impl that keeps the rules at run time.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Field, Fields};

use crate::declare::vouched;
use crate::parse::entries;
use crate::report::{Faults, Rule};

use super::Private;
use super::facts::{Facts, InputField};
use super::fields::{entries_of, plain};
use super::record;
use super::rules;
use super::wire::{rename_all, wire_name, wire_names};

pub(crate) fn input_fields(item: TokenStream) -> TokenStream {
    let private = Private::find();
    let mut faults = Faults::default();
    let Some(input) = faults.keep(syn::parse2::<DeriveInput>(item)) else { return faults.into_tokens() };
    let name = &input.ident;
    let Data::Struct(data) = &input.data else {
        closed(&input, core::iter::empty(), &mut faults);
        let mistakes = faults.into_tokens();
        return quote!(#mistakes #[diagnostic::do_not_recommend] impl #private::Bounded for #name {});
    };
    let Fields::Named(fields) = &data.fields else { return TokenStream::new() };
    closed(&input, fields.named.iter(), &mut faults);
    let case = rename_all(&input.attrs);
    let (brief, private) = private.brief();
    let (mut checks, mut rules, mut names) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
    let mut facts = Facts::default();
    let marked = |mark: &str| entries_of(&input.attrs, "input_marks").flatten().any(|entry| entry.key == mark);
    let derived = marked("rules_derived");
    let mut read = Vec::new();
    for field in &fields.named {
        let Some(ident) = &field.ident else { continue };
        let (rust, wire) = (plain(ident), wire_name(field, case.as_deref()));
        let vouched = vouched(&field.attrs, &mut faults);
        checks.extend(check(&private, field, &wire, vouched.is_some()));
        read.push((field, wire.clone()));
        if derived {
            names.extend(quote!((#rust, #wire),));
        } else {
            rules.extend(rules::calls(&private, ident, &wire, &field.attrs));
        }
        let by_rule = has_bound(&field.attrs);
        let wire = wire_names(field, wire);
        facts.add(&private, &InputField { input: name, field, rust, wire, vouched, by_rule });
    }
    if derived {
        rules = quote! {
            if let ::core::result::Result::Err(__errors) = #private::validator::Validate::validate(self) {
                #private::collect_rules(&__errors, &[#names], __at, __found);
            }
        };
    }
    let deserialize = marked("read_directly").then(|| record::deserialize(&private, &input, &read));
    let (constant, audits) = (facts.constant(&private), &facts.audits);
    let mistakes = faults.into_tokens();
    quote! {
        #mistakes
        const _: () = {
            #brief
            #[allow(unused_imports)]
            use #private::{MayEnd as _, Unknown as _};
            #deserialize
            #[diagnostic::do_not_recommend]
            impl #private::Input for #name {
                #constant
                fn check(&self, __at: &#private::FieldPath<'_>, __found: &mut #private::Violations) {
                    #rules
                    #checks
                }
            }
            #[diagnostic::do_not_recommend]
            impl #private::Bounded for #name {
                const SHAPE: &'static #private::Shape = <Self as #private::Input>::SHAPE;
                fn check(&self, __at: &#private::FieldPath<'_>, __found: &mut #private::Violations) {
                    #private::Input::check(self, __at, __found)
                }
            }
            #audits
        };
    }
}

/// `flatten` keeps serde from refusing unknown fields, and takes any number of them.
fn closed<'f>(input: &DeriveInput, fields: impl Iterator<Item = &'f Field>, faults: &mut Faults) {
    for entry in entries_of(&input.attrs, "serde").flatten() {
        if ["untagged", "tag", "from", "try_from", "transparent", "remote"].iter().any(|key| entry.key == key) {
            let what = format!("`#[serde({})]` reads an input in a way that its fields do not show", entry.tokens);
            faults.add(Rule::Input, &entry.tokens, what, "leave it out: an input is read field by field");
        }
    }
    for field in fields {
        for entry in entries_of(&field.attrs, "serde").flatten() {
            if entry.key == "flatten" {
                let what = "`#[serde(flatten)]` lets unknown fields in";
                faults.add(
                    Rule::Input,
                    &entry.tokens,
                    what,
                    "write the fields here, or leave `flatten` out to nest them",
                );
            }
        }
    }
}

/// A field is bounded by its type, or by a rule that stands on it (C83); one that is vouched for keeps the rules it has.
fn check(private: &Private, field: &Field, wire: &str, vouched: bool) -> TokenStream {
    let (ident, ty) = (&field.ident, &field.ty);
    let at = private.at(ty.span());
    match (has_bound(&field.attrs), vouched) {
        (true, _) => quote_spanned! {ty.span()=>
            <#ty as #at::BoundedByRule>::check(&self.#ident, &__at.field(#wire), __found);
        },
        (false, false) => quote_spanned! {ty.span()=>
            <#ty as #at::Bounded>::check(&self.#ident, &__at.field(#wire), __found);
        },
        (false, true) => quote! {
            (#private::Known::<#ty>::CHECK)(&self.#ident, &__at.field(#wire), __found);
        },
    }
}

/// Whether a rule ends how long a value may be. `url` does not: the longest one is as long as the body.
fn has_bound(attrs: &[Attribute]) -> bool {
    entries_of(attrs, "validate").flatten().any(|rule| match rule.key.to_string().as_str() {
        "email" => true,
        "length" => {
            let parts = rule.inner.map(entries).unwrap_or_default();
            parts.into_iter().flatten().any(|part| part.key == "max" || part.key == "equal")
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::input_fields;

    #[test]
    fn an_enum_is_read_as_its_words() {
        let refused = |item| input_fields(item).to_string().contains("compile_error");
        assert!(refused(quote!(
            #[serde(from = "String")]
            enum Word {
                A,
                B,
            }
        )));
        assert!(refused(quote!(
            #[serde(untagged)]
            enum Word {
                A,
                B,
            }
        )));
        assert!(!refused(quote!(
            #[serde(rename_all = "kebab-case")]
            enum Word {
                A,
                B,
            }
        )));
    }
}
