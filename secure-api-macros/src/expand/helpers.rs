//! The attributes that only `#[input]` and `#[output]` read. Where nobody else could, they read them at once and take them off:
//! a derive would parse the type once more, and cost as much again.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::{Attribute, Data, DeriveInput, Path};

use super::fields::may_say;

/// What stands on a type or a field for us, or for the derives that we add.
const OURS: [&str; 5] = ["serde", "validate", "audience", "vouched", "input_marks"];

/// What `#[input]` reads. Of another one the compiler says that it is none, as long as nobody takes it off.
pub(super) const OF_INPUT: &[&str] = &["serde", "validate", "vouched"];

/// What `#[output]` reads.
pub(super) const OF_OUTPUT: &[&str] = &["serde", "audience", "vouched"];

/// What changes nothing of a type, and is read by the compiler alone.
const INERT: [&str; 9] =
    ["doc", "allow", "expect", "warn", "deny", "forbid", "deprecated", "must_use", "non_exhaustive"];

/// Derives of the language, which read none of ours.
const DERIVES: [&str; 8] = ["Clone", "Copy", "Debug", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"];

/// Whether an attribute is one of ours.
pub(super) fn is_one(path: &Path) -> bool {
    is_among(path, &OURS)
}

/// Whether a type is all there is, and no macro but ours runs on it: nothing for `cfg` to take away, no derive of others, which
/// would miss what they are told in the same attributes.
pub(super) fn seen_by_nobody_else(input: &DeriveInput, read: &[&str]) -> bool {
    let plain = |attr: &Attribute| is_among(attr.path(), read) || is_among(attr.path(), &INERT);
    input.attrs.iter().all(|attr| plain(attr) || only_derives_of_the_language(attr))
        && match &input.data {
            // Attributes inside of a macro in a type are not ours to take.
            Data::Struct(data) => {
                data.fields.iter().all(|field| field.attrs.iter().all(plain) && !may_say(&field.ty, &[]))
            }
            Data::Enum(data) => data.variants.iter().all(|variant| {
                variant.attrs.iter().all(plain) && variant.fields.iter().flat_map(|field| &field.attrs).all(plain)
            }),
            Data::Union(_) => false,
        }
}

fn only_derives_of_the_language(attr: &Attribute) -> bool {
    let known = |meta: syn::meta::ParseNestedMeta<'_>| {
        if is_among(&meta.path, &DERIVES) { Ok(()) } else { Err(meta.error("of others")) }
    };
    attr.path().is_ident("derive") && attr.parse_nested_meta(known).is_ok()
}

fn is_among(path: &Path, names: &[&str]) -> bool {
    path.get_ident().map(ToString::to_string).is_some_and(|name| names.contains(&name.as_str()))
}

/// The item as it was written, without what only we read.
pub(super) fn without_helpers(input: &DeriveInput, read: &[&str], item: TokenStream) -> TokenStream {
    let ours = |attr: &Attribute| is_among(attr.path(), read);
    let any = input.attrs.iter().any(ours)
        || match &input.data {
            Data::Struct(data) => data.fields.iter().flat_map(|field| &field.attrs).any(ours),
            _ => true,
        };
    if any { stripped(item, read) } else { item }
}

fn stripped(tokens: TokenStream, read: &[&str]) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for tree in tokens {
        match tree {
            TokenTree::Group(attribute) if attribute.delimiter() == Delimiter::Bracket => {
                let after_hash = matches!(kept.last(), Some(TokenTree::Punct(hash)) if hash.as_char() == '#');
                if after_hash && names_one(attribute.stream(), read) {
                    kept.pop();
                } else {
                    kept.push(attribute.into());
                }
            }
            // The fields, and those of variants.
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), stripped(group.stream(), read));
                inner.set_span(group.span());
                kept.push(inner.into());
            }
            other => kept.push(other),
        }
    }
    kept.into_iter().collect()
}

fn names_one(attribute: TokenStream, read: &[&str]) -> bool {
    match attribute.into_iter().next() {
        Some(TokenTree::Ident(name)) => {
            let name = name.to_string();
            read.contains(&name.as_str())
        }
        // What another macro wrote there as a whole.
        Some(TokenTree::Group(hidden)) => names_one(hidden.stream(), read),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    use super::{OF_INPUT, OF_OUTPUT, seen_by_nobody_else, without_helpers};

    fn alone(item: TokenStream) -> bool {
        seen_by_nobody_else(&syn::parse2(item).expect("a type"), OF_INPUT)
    }

    #[test]
    fn a_type_that_somebody_else_reads_is_left_to_derives() {
        for item in [
            quote!(
                struct Draft {
                    #[cfg(feature = "notes")]
                    note: u8,
                }
            ),
            quote!(
                struct Draft {
                    #[cfg_attr(feature = "strict", validate(range(max = 3)))]
                    note: u8,
                }
            ),
            quote!(
                #[cfg_attr(all(), serde(rename_all = "camelCase"))]
                struct Draft {
                    note: u8,
                }
            ),
            quote!(
                #[derive(Debug, Serialize)]
                struct Draft {
                    #[serde(rename = "n")]
                    note: u8,
                }
            ),
            quote!(
                #[another::attribute]
                struct Draft {
                    note: u8,
                }
            ),
            quote!(
                enum Event {
                    #[cfg(feature = "late")]
                    Late,
                    Begun,
                }
            ),
            quote!(
                enum Event {
                    Begun {
                        #[cfg(feature = "late")]
                        at: u64,
                    },
                }
            ),
        ] {
            assert!(!alone(item.clone()), "{item}");
        }
    }

    #[test]
    fn what_the_other_one_reads_is_left_to_the_compiler() {
        let item = |attr: TokenStream| {
            let item = quote!(struct Draft { #attr note: u8 });
            syn::parse2(item).expect("a type")
        };
        let (rule, audience) = (item(quote!(#[validate(email)])), item(quote!(#[audience(Role::Admin)])));
        assert!(seen_by_nobody_else(&rule, OF_INPUT) && !seen_by_nobody_else(&rule, OF_OUTPUT));
        assert!(seen_by_nobody_else(&audience, OF_OUTPUT) && !seen_by_nobody_else(&audience, OF_INPUT));
    }

    #[test]
    fn what_only_we_read_is_taken_off_and_nothing_else() {
        let item = quote!(
            /// A draft.
            #[derive(Clone, Debug)]
            #[serde(rename_all = "camelCase")]
            pub struct Draft {
                /// A note.
                #[validate(length(max = 3))]
                #[vouched("why")]
                pub(crate) note: Vec<[u8; 4]>,
                #[serde(default)]
                #[allow(dead_code)]
                count: (u8, Option<u8>),
            }
        );
        assert!(alone(item.clone()));
        let left = without_helpers(&syn::parse2(item.clone()).expect("a type"), OF_INPUT, item);
        let right = quote!(
            /// A draft.
            #[derive(Clone, Debug)]
            pub struct Draft {
                /// A note.
                pub(crate) note: Vec<[u8; 4]>,
                #[allow(dead_code)]
                count: (u8, Option<u8>),
            }
        );
        assert_eq!(left.to_string(), right.to_string());
    }

    #[test]
    fn variants_and_their_fields_lose_them_too() {
        let item = quote!(
            #[serde(tag = "kind")]
            enum Event {
                #[serde(rename = "begun")]
                Begun {
                    #[audience(Role::Admin)]
                    by: u64,
                },
                Ended(#[vouched("why")] u64),
            }
        );
        let left = without_helpers(&syn::parse2(item.clone()).expect("a type"), OF_OUTPUT, item);
        let right = quote!(
            enum Event {
                Begun { by: u64 },
                Ended(u64),
            }
        );
        // Of a comma behind a last field the compiler makes nothing.
        let tokens = |item: TokenStream| item.to_string().replace(' ', "").replace(",}", "}");
        assert_eq!(tokens(left), tokens(right));
    }
}
