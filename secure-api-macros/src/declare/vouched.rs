//! `#[vouched("reason")]`: what nobody checks on a field, and why that is well.

use quote::ToTokens;
use syn::{Attribute, LitStr, Meta};

use crate::check::says_why;
use crate::report::{Faults, Rule};

/// The reason on a field, where it is one. It is read in every review, and shows in the report of the application.
pub(crate) fn vouched(attrs: &[Attribute], faults: &mut Faults) -> Option<LitStr> {
    const HELP: &str = "write who checks it, or why nobody has to: `#[vouched(\"ISO 4217 codes from our own table\")]`";
    let mut all = attrs.iter().filter(|attr| attr.path().is_ident("vouched"));
    let first = all.next()?;
    if let Some(second) = all.next() {
        faults.add(Rule::Vouched, second, "a field is vouched for twice", "keep one reason");
    }
    let reason = match &first.meta {
        Meta::List(list) => syn::parse2::<LitStr>(list.tokens.clone()).ok(),
        _ => None,
    };
    match reason {
        Some(reason) if says_why(&reason.value()) => Some(reason),
        Some(reason) => {
            faults.add(Rule::Vouched, reason, "`#[vouched(..)]` has no reason", HELP);
            None
        }
        None => {
            faults.add(Rule::Vouched, first.to_token_stream(), "`#[vouched(..)]` takes a reason in quotes", HELP);
            None
        }
    }
}
