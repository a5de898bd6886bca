//! What the `validator` crate found, in our terms.

use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

use super::fault::is_reportable;
use super::violations::{FieldPath, Violations};

/// The name under which `validator` files what concerns a struct as a whole.
const WHOLE: &str = "__all__";

/// Adds what `validator` found in one struct. `names` gives, for the struct's fields in their order, the name in Rust and the one on
/// the wire.
///
/// Only codes are taken: `validator` keeps the submitted value among the parameters of an error.
pub fn collect_rules(
    errors: &ValidationErrors,
    names: &[(&'static str, &'static str)],
    at: &FieldPath<'_>,
    found: &mut Violations,
) {
    // `validator` keeps fields in a hash map: without an order of our own, the same input would be answered differently each time.
    let mut fields: Vec<_> = errors.errors().iter().collect();
    fields.sort_by_key(|(field, _)| {
        let place = names.iter().position(|(in_rust, _)| in_rust == *field);
        (place.unwrap_or(names.len()), *field)
    });
    for (field, kind) in fields {
        match name_on_the_wire(field, names) {
            Some(name) => collect_kind(kind, &at.field(name), found),
            None => collect_kind(kind, at, found),
        }
    }
}

/// A name outside the table belongs to a struct inside, whose table is not known here, or was made up by a rule.
fn name_on_the_wire<'f>(field: &'f str, names: &[(&'static str, &'static str)]) -> Option<&'f str> {
    match names.iter().find(|(in_rust, _)| *in_rust == field) {
        Some((_, on_the_wire)) => Some(on_the_wire),
        None => (is_reportable(field) && field != WHOLE).then_some(field),
    }
}

fn collect_kind(kind: &ValidationErrorsKind, at: &FieldPath<'_>, found: &mut Violations) {
    match kind {
        ValidationErrorsKind::Field(errors) => collect_codes(errors, at, found),
        ValidationErrorsKind::Struct(inner) => collect_rules(inner, &[], at, found),
        ValidationErrorsKind::List(elements) => {
            for (index, inner) in elements {
                collect_rules(inner, &[], &at.index(*index), found);
            }
        }
    }
}

fn collect_codes(errors: &[ValidationError], at: &FieldPath<'_>, found: &mut Violations) {
    for error in errors {
        found.push(at, error.code.clone());
    }
}

#[cfg(test)]
mod tests {
    use validator::Validate;

    use super::super::{List, Text, Violation};
    use super::*;

    const CANARY: &str = "canary-not-an-address";

    #[derive(Validate)]
    #[validate(schema(function = "whole", skip_on_field_errors = false))]
    struct Outer {
        #[validate(email)]
        contact: String,
        #[validate(length(max = 3), custom(function = "odd"))]
        title: String,
        #[validate(nested)]
        inner: Vec<Inner>,
    }

    #[derive(Validate)]
    struct Inner {
        #[validate(range(max = 3))]
        size: u8,
    }

    fn whole(_: &Outer) -> Result<(), ValidationError> {
        Err(ValidationError::new("passwords_differ"))
    }

    fn odd(text: &str) -> Result<(), ValidationError> {
        Err(ValidationError { code: text.to_owned().into(), message: Some(text.to_owned().into()), params: [].into() })
    }

    #[test]
    fn rules_are_told_by_wire_name_and_code_in_the_order_of_the_fields() {
        let outer =
            Outer { contact: CANARY.into(), title: CANARY.into(), inner: vec![Inner { size: 1 }, Inner { size: 9 }] };
        let errors = outer.validate().unwrap_err();
        for _ in 0..50 {
            let mut found = Violations::new();
            let names = [("title", "Title"), ("contact", "e-mail"), ("inner", "parts")];
            collect_rules(&errors, &names, &FieldPath::root().field("body"), &mut found);
            let told: Vec<_> = found.iter().map(|v: &Violation| (v.path(), v.code())).collect();
            assert_eq!(
                told,
                [
                    ("body.Title", "length"),
                    ("body.Title", "invalid"),
                    ("body.e-mail", "email"),
                    ("body.parts[1].size", "range"),
                    ("body", "passwords_differ"),
                ]
            );
            assert!(!format!("{found:?}").contains(CANARY));
        }
    }

    #[derive(Validate)]
    struct Bounded {
        #[validate(length(max = 3), email)]
        text: Text<0, 9>,
        #[validate(length(max = 3), email, url)]
        maybe: Option<Text<0, 9>>,
        #[validate(length(max = 1))]
        list: List<u8, 0, 9>,
    }

    #[test]
    fn rules_apply_to_bounded_types_too() {
        let text: Text<0, 9> = "four".try_into().unwrap();
        let bounded = Bounded { maybe: Some(text.clone()), text, list: vec![1, 2].try_into().unwrap() };
        let mut found = Violations::new();
        collect_rules(&bounded.validate().unwrap_err(), &[("text", "text")], &FieldPath::root(), &mut found);
        let told: Vec<_> = found.iter().map(|v| (v.path(), v.code())).collect();
        assert_eq!(told.len(), 6, "{told:?}");
    }
}
