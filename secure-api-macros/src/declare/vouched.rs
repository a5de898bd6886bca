//! `#[vouched("reason")]` on a field: somebody says why what is usually refused is well here.

use syn::{Attribute, LitStr, Meta};

use crate::check::{no_reason, says_why};
use crate::report::{Faults, Rule};

const EXAMPLE: &str = "write what makes it safe: `#[vouched(\"why it is safe here\")]`";

/// The reason on a field, if there is one.
pub(crate) fn vouched(attrs: &[Attribute], faults: &mut Faults) -> Option<LitStr> {
    let mut found = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("vouched")) {
        if found.is_some() {
            faults.add(Rule::Vouched, attr, "this field is vouched for twice", "put both reasons into one text");
            continue;
        }
        found = Some(reason(attr, faults));
    }
    found
}

/// A mistake is reported, and vouches all the same: one message is enough.
fn reason(attr: &Attribute, faults: &mut Faults) -> LitStr {
    let text = match &attr.meta {
        Meta::List(list) => syn::parse2::<LitStr>(list.tokens.clone()).ok(),
        _ => None,
    };
    match text {
        Some(text) if says_why(&text.value()) => text,
        Some(text) => {
            faults.add(Rule::Vouched, &text, no_reason("vouched", &text.value()), EXAMPLE);
            text
        }
        None => {
            faults.add(Rule::Vouched, attr, "`vouched` takes a reason, and nothing else", EXAMPLE);
            LitStr::new("", proc_macro2::Span::call_site())
        }
    }
}
