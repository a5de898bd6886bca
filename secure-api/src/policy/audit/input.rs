//! The rules of what a client may send: C67, and that every reason is one.

use crate::handle::ArgInfo;
use crate::policy::text::Text;
use crate::policy::vocabulary::same_text;
use crate::policy::{Reasons, RoutePolicy, Shape};

use super::why::says_why;

/// No client sets what the server owns. A query of a method that only reads is a filter, and sets nothing.
pub(super) const fn owned(policy: &RoutePolicy, arg: &ArgInfo) -> Option<Text> {
    if !arg.body && policy.method.is_safe() {
        return None;
    }
    let Some((field, name)) = arg.input.first_owned(policy.server_owned) else { return None };
    let text = if same_text(name.written, field.name) {
        Text::of(&["`", field.what, "`"])
    } else {
        Text::of(&["`", name.written, "` (`", field.what, "`)"])
    };
    let text = text
        .and(" is set by the server, and here by whoever may call `")
        .and(policy.method.as_str())
        .and(" ")
        .and(policy.path)
        .and("`\nhelp: leave the field out, and take it from where the server knows it: `caller.principal()`, the store, the clock")
        .and("\n      or say on the field why a client may choose it: `#[vouched(\"..\")]`");
    if !name.common {
        return Some(text.rule("SA0120"));
    }
    let text = text.and("\n      or for the whole crate, at its root: `secure_api::server_owned!(not(\"");
    Some(text.and(name.written).and("\") = \"..\");`").rule("SA0120"))
}

/// An id that is a plain number or text becomes an object without anybody asking whose it is.
pub(super) const fn undecided_id(what: &str) -> Text {
    Text::of(&[
        "`",
        what,
        "` is the id of an object, and nothing decides who may use it\nhelp: take `Id<T>` of a resource `T` in its place, or the id in the path and the object as `Authorized<T, Read>`\n      or leave it out, where the server makes the id\n      or say on the field what makes it harmless: `#[vouched(\"..\")]`",
    ])
    .rule("SA0122")
}

/// Whoever can bound a field has no reason not to.
pub(super) const fn endless() -> Text {
    Text::of(&[
        "this field takes input of any size, and a reason does not end it\nhelp: write `Text<1, 120>` for text and `List<T, 0, 10>` for a list\n      or put `#[validate(length(max = 120))]` on the field",
    ])
    .rule("SA0123")
}

/// A list that is not found where it is looked for changes nothing.
pub(super) const fn misplaced_list() -> Text {
    Text::of(&[
        "a list of server-owned fields is looked up at the root of the crate, and this one stands elsewhere\nhelp: move `server_owned!(..)` to `lib.rs` or `main.rs`",
    ])
    .rule("SA0124")
}

/// A reason is a text that says something.
pub(super) const fn reasons(reasons: &Reasons) -> Option<Text> {
    match blank(reasons) {
        Some(what) => Some(no_reason(what)),
        None => None,
    }
}

/// The same of the fields of an input.
pub(super) const fn vouched(input: &Shape) -> Option<Text> {
    match input.first_blank() {
        Some(what) => Some(no_reason(what)),
        None => None,
    }
}

const fn no_reason(what: &str) -> Text {
    Text::of(&[
        "nothing says why `",
        what,
        "` is vouched for\nhelp: write the reason in place of this one, as the policy report is to show it: `\"why it is safe here\"`",
    ]).rule("SA0121")
}

/// What has a reason that is no text, or the place that our own help leaves for one.
const fn blank(reasons: &Reasons) -> Option<&'static str> {
    let mut at = 0;
    while at < reasons.own.len() {
        if !says_why(reasons.own[at].reason) {
            return Some(reasons.own[at].what);
        }
        at += 1;
    }
    at = 0;
    while at < reasons.inner.len() {
        if let Some(what) = blank(reasons.inner[at]) {
            return Some(what);
        }
        at += 1;
    }
    None
}
