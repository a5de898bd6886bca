//! The rules of names in quotes: a role or a scope is one that the application declares.

use crate::policy::text::Text;
use crate::policy::{Access, Requirement, RoutePolicy, Vocabulary};

use super::nearest::nearest;

/// A role in quotes is one that the application declares.
pub(super) const fn role(policy: &RoutePolicy, name: &str) -> Option<Text> {
    match policy.access {
        Access::Caller { role: Some(needed), .. } => named(&needed, name, "role", "Roles", "use_roles", "Role"),
        _ => None,
    }
}

/// A scope in quotes is one that the application declares.
pub(super) const fn scope(policy: &RoutePolicy, name: &str) -> Option<Text> {
    match policy.access {
        Access::Caller { scope: Some(needed), .. } => named(&needed, name, "scope", "Scopes", "use_scopes", "Scope"),
        _ => None,
    }
}

pub(super) const fn named(
    needed: &Requirement,
    name: &str,
    one: &str,
    derive: &str,
    reexport: &str,
    example: &str,
) -> Option<Text> {
    let vocabulary: &Vocabulary = needed.vocabulary;
    if vocabulary.names.is_empty() {
        return Some(
            Text::of(&[
                "`",
                name,
                "` is a ",
                one,
                " in quotes, and the root of this crate declares no ",
                one,
                "s\nhelp: put `#[derive(",
                derive,
                ")] pub enum ",
                example,
                " { .. }` there; or write `secure_api::",
                reexport,
                "!(path::to::",
                example,
                ");` there; or spell it `",
                one,
                " = ",
                example,
                "::..`",
            ])
            .rule("SA0109"),
        );
    }
    if vocabulary.bit(name) != 0 {
        return None;
    }
    let text = Text::of(&["`", name, "` is not a ", one, " of `", vocabulary.type_name, "`\nhelp: "]);
    let text = match nearest(name, vocabulary.names) {
        Some(near) => text.and("did you mean `\"").and(near).and("\"`?\n      `"),
        None => text.and("`"),
    };
    let text = text.and(vocabulary.type_name).and("` declares ").and_listed(vocabulary.names);
    Some(text.and("\n      or give a variant this name: `#[").and(one).and("(\"").and(name).and("\")]`").rule("SA0109"))
}
