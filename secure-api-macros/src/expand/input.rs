//! What `#[input]` checks of the fields, and the impl that keeps the rules at run time.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Field, Fields, Type};

use crate::parse::{Entry, Value, entries};
use crate::report::{Faults, Rule};

use super::Private;
use super::fields::{entries_of, plain};
use super::record;
use super::rules;

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
    let mut names = TokenStream::new();
    let (mut checks, mut calls) = (TokenStream::new(), TokenStream::new());
    let mut shapes = TokenStream::new();
    let marked = |mark: &str| entries_of(&input.attrs, "input_marks").flatten().any(|entry| entry.key == mark);
    let derived = marked("rules_derived");
    let mut read = Vec::new();
    for field in &fields.named {
        let Some(ident) = &field.ident else { continue };
        let (rust, wire) = (plain(ident), wire_name(field, case.as_deref()));
        names.extend(quote!((#rust, #wire),));
        checks.extend(check(&private, field, &wire));
        if !names_itself(&field.ty, name) {
            shapes.extend(shape(&private, field, &rust));
        }
        read.push((field, wire.clone()));
        if !derived {
            calls.extend(rules::calls(&private, ident, &rust, &field.attrs));
        }
    }
    let rules = rules_of(&private, derived, &calls, &names);
    let deserialize = marked("read_directly").then(|| record::deserialize(&private, &input, &read));
    let mistakes = faults.into_tokens();
    quote! {
        #mistakes
        #deserialize
        impl #private::Input for #name {
            const SHAPE: &'static #private::Shape = &#private::Shape::object(&[#shapes]);
            fn check(&self, __at: &#private::FieldPath<'_>, __found: &mut #private::Violations) {
                #rules
                #checks
            }
        }
        #[diagnostic::do_not_recommend]
        impl #private::Bounded for #name {
            const SHAPE: &'static #private::Shape = <Self as #private::Input>::SHAPE;
            fn check(&self, __at: &#private::FieldPath<'_>, __found: &mut #private::Violations) {
                <Self as #private::Input>::check(self, __at, __found)
            }
        }
    }
}

/// The rules of the fields, by validator's derive or by direct calls.
fn rules_of(private: &Private, derived: bool, calls: &TokenStream, names: &TokenStream) -> TokenStream {
    if derived {
        return quote! {
            if let ::core::result::Result::Err(__errors) = #private::validator::Validate::validate(self) {
                #private::collect_rules(&__errors, &[#names], __at, __found);
            }
        };
    }
    if calls.is_empty() {
        return TokenStream::new();
    }
    quote! {
        let mut __errors = #private::validator::ValidationErrors::new();
        #calls
        if !__errors.is_empty() {
            #private::collect_rules(&__errors, &[#names], __at, __found);
        }
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

/// A field is bounded by its type, or by a rule that stands on it (C83).
fn check(private: &Private, field: &Field, wire: &str) -> TokenStream {
    let (ident, ty) = (&field.ident, &field.ty);
    let at = private.at(ty.span());
    let bound = bound(field);
    quote_spanned!(ty.span()=> <#ty as #at::#bound>::check(&self.#ident, &__at.field(#wire), __found);)
}

/// What the audit has to know of a field, by its type.
fn shape(private: &Private, field: &Field, name: &str) -> TokenStream {
    let (ty, bound) = (&field.ty, bound(field));
    let at = private.at(ty.span());
    quote_spanned!(ty.span()=> (#name, <#ty as #at::#bound>::SHAPE),)
}

fn bound(field: &Field) -> TokenStream {
    if has_bound(&field.attrs) { quote!(BoundedByRule) } else { quote!(Bounded) }
}

/// A tree holds what its root holds. A constant that asked for itself would be a cycle.
fn names_itself(ty: &Type, name: &Ident) -> bool {
    fn any(tokens: TokenStream, name: &Ident) -> bool {
        tokens.into_iter().any(|tree| match tree {
            TokenTree::Ident(word) => word == *name || word == "Self",
            TokenTree::Group(group) => any(group.stream(), name),
            _ => false,
        })
    }
    any(ty.to_token_stream(), name)
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

/// The name of a field as a client writes it.
fn wire_name(field: &Field, case: Option<&str>) -> String {
    let renamed = entries_of(&field.attrs, "serde").flatten().filter(|entry| entry.key == "rename");
    if let Some(name) = renamed.filter_map(|entry| deserialized(&entry)).next() {
        return name;
    }
    let name = field.ident.as_ref().map(plain).unwrap_or_default();
    case.and_then(|case| recased(&name, case)).unwrap_or(name)
}

fn rename_all(attrs: &[Attribute]) -> Option<String> {
    entries_of(attrs, "serde")
        .flatten()
        .filter(|entry| entry.key == "rename_all")
        .find_map(|entry| deserialized(&entry))
}

/// `rename = "x"` or `rename(deserialize = "x")`.
pub(super) fn deserialized(entry: &Entry) -> Option<String> {
    let text = |entry: &Entry| match entry.value() {
        Value::Text(text) => Some(text.value()),
        _ => None,
    };
    match &entry.inner {
        None => text(entry),
        Some(inner) => entries(inner.clone())
            .into_iter()
            .flatten()
            .find(|part| part.key == "deserialize")
            .and_then(|part| text(&part)),
    }
}

/// serde's cases, from the snake case of a field.
pub(super) fn recased(name: &str, case: &str) -> Option<String> {
    let pascal = || -> String {
        let capital = |word: &str| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
        };
        name.split('_').map(capital).collect()
    };
    let recased = match case {
        "lowercase" | "snake_case" => name.to_owned(),
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => name.to_ascii_uppercase(),
        "PascalCase" => pascal(),
        "camelCase" => {
            let pascal = pascal();
            let mut letters = pascal.chars();
            letters.next().map(|first| first.to_ascii_lowercase().to_string() + letters.as_str()).unwrap_or_default()
        }
        "kebab-case" => name.replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => name.to_ascii_uppercase().replace('_', "-"),
        _ => return None,
    };
    Some(recased)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::{input_fields, recased};

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

    #[test]
    fn cases_are_those_of_serde() {
        for (case, wire) in [
            ("lowercase", "first_name"),
            ("snake_case", "first_name"),
            ("UPPERCASE", "FIRST_NAME"),
            ("PascalCase", "FirstName"),
            ("camelCase", "firstName"),
            ("SCREAMING_SNAKE_CASE", "FIRST_NAME"),
            ("kebab-case", "first-name"),
            ("SCREAMING-KEBAB-CASE", "FIRST-NAME"),
        ] {
            assert_eq!(recased("first_name", case).as_deref(), Some(wire), "{case}");
        }
    }
}
