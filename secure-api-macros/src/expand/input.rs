//! What `#[input]` checks of the fields, and the impl that keeps the rules at run time.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Data, DeriveInput, Field, Fields};

use crate::declare::vouched;
use crate::report::{Faults, Rule};

use super::Private;
use super::facts::{Facts, InputField};
use super::fields::{Kept, Told, entries_of, plain, span_of};
use super::record;
use super::ruled::whole;
use super::rules;
use super::wire::{rename_all, wire_name, wire_names, words};

/// An input with what its attributes say, each read once.
pub(super) struct Read<'i> {
    pub(super) input: &'i DeriveInput,
    pub(super) told: Told,
    /// The fields with names.
    pub(super) fields: Vec<(&'i Field, Told)>,
}

impl<'i> Read<'i> {
    pub(super) fn of(input: &'i DeriveInput) -> Self {
        let fields = match &input.data {
            Data::Struct(data) => data.fields.iter().map(|field| (field, Told::by(&field.attrs))).collect(),
            _ => Vec::new(),
        };
        Self { input, told: Told::by(&input.attrs), fields }
    }
}

/// What `#[input]` leaves to others.
#[derive(Clone, Copy)]
pub(super) struct Left {
    /// The rules, to validator's derive.
    pub(super) rules: bool,
    /// The reading, to serde's.
    pub(super) reading: bool,
}

pub(crate) fn input_fields(item: TokenStream) -> TokenStream {
    let private = Private::find();
    let mut faults = Faults::default();
    let Some(input) = faults.keep(syn::parse2::<DeriveInput>(item)) else { return faults.into_tokens() };
    let read = Read::of(&input);
    // Once more, for what `cfg_attr` has put on since.
    rules::known(&read, &mut faults);
    let Data::Struct(data) = &input.data else {
        closed(&read, &mut faults);
        let (name, mistakes) = (&input.ident, faults.into_tokens());
        let shape = words(&input, &read.told)
            .map(|words| quote!(const SHAPE: &'static #private::Shape = &#private::Shape::words(&[#(#words),*]);));
        return quote!(#mistakes #[diagnostic::do_not_recommend] impl #private::Bounded for #name { #shape });
    };
    if !matches!(data.fields, Fields::Named(_)) {
        return TokenStream::new();
    }
    let marked = |mark: &str| entries_of(&input.attrs, "input_marks").flatten().any(|entry| entry.key == mark);
    let left = Left { rules: marked("rules_derived"), reading: !marked("read_directly") };
    implemented(&private, &read, left, faults)
}

/// The impls of a struct that is read.
pub(super) fn implemented(private: &Private, read: &Read<'_>, left: Left, mut faults: Faults) -> TokenStream {
    closed(read, &mut faults);
    let (name, case) = (&read.input.ident, rename_all(&read.told));
    let (brief, private) = private.brief();
    let (mut checks, mut rules, mut derived) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
    let (mut facts, mut names) = (Facts::whole(whole(&private, &read.told)), Vec::new());
    let all_given = read.told.serde().any(|entry| entry.key == "default");
    for (field, told) in &read.fields {
        let Some(ident) = &field.ident else { continue };
        let (rust, wire) = (plain(ident), wire_name(field, told, case.as_deref()));
        let (vouched, by_rule) = (vouched(&field.attrs, &mut faults), has_bound(told));
        checks.extend(check(&private, field, &wire, by_rule, vouched.is_some()));
        if left.rules {
            derived.extend(quote!((#rust, #wire),));
        } else {
            rules::calls(&private, ident, &wire, told, &mut rules);
        }
        names.push(wire.clone());
        let wire = wire_names(told, wire);
        facts.add(&private, &InputField { input: name, field, rust, wire, vouched, by_rule, told, all_given });
    }
    if left.rules {
        rules = quote! {
            if let ::core::result::Result::Err(__errors) = #private::validator::Validate::validate(self) {
                #private::collect_rules(&__errors, &[#derived], __at, __found);
            }
        };
    }
    let deserialize = (!left.reading).then(|| record::deserialize(&private, read, &names));
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
fn closed(read: &Read<'_>, faults: &mut Faults) {
    for entry in read.told.serde() {
        if ["untagged", "tag", "from", "try_from", "transparent", "remote"].iter().any(|key| entry.key == key) {
            let what = format!("`#[serde({})]` reads an input in a way that its fields do not show", entry.tokens());
            faults.add(Rule::Input, entry.tokens(), what, "leave it out: an input is read field by field");
        }
    }
    for entry in read.fields.iter().flat_map(|(_, told)| told.serde()).filter(|entry| entry.key == "flatten") {
        let what = "`#[serde(flatten)]` lets unknown fields in";
        faults.add(Rule::Input, entry.tokens(), what, "write the fields here, or leave `flatten` out to nest them");
    }
}

/// A field is bounded by its type, or by a rule that stands on it (C83); one that is vouched for keeps the rules it has.
fn check(private: &Private, field: &Field, wire: &str, by_rule: bool, vouched: bool) -> TokenStream {
    let (ident, ty, at) = (&field.ident, &field.ty, span_of(&field.ty));
    let bound = Ident::new(if by_rule { "BoundedByRule" } else { "Bounded" }, at);
    if vouched && !by_rule {
        return quote! {
            (#private::Known::<#ty>::CHECK)(&self.#ident, &__at.field(#wire), __found);
        };
    }
    let private = private.at(at);
    quote_spanned! {at=>
        <#ty as #private::#bound>::check(&self.#ident, &__at.field(#wire), __found);
    }
}

/// Whether a rule ends how long a value may be. `url` does not: the longest one is as long as the body.
fn has_bound(told: &Told) -> bool {
    told.rules().any(|Kept { rule, parts, .. }| match rule.key.to_string().as_str() {
        "email" => true,
        "length" => parts.iter().any(|part| part.key == "max" || part.key == "equal"),
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
