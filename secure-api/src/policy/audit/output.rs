//! The rules of what leaves that need types.

use crate::policy::text::Text;
use crate::respond::Limited;

use super::names::named;

/// A role in quotes that a field asks for is one that the application declares.
pub(super) const fn audience_role(field: &Limited, name: &str) -> Option<Text> {
    match &field.role {
        Some(needed) => named(needed, name, "role", "Roles", "use_roles", "Role"),
        None => None,
    }
}

/// A scope in quotes that a field asks for is one that the application declares.
pub(super) const fn audience_scope(field: &Limited, name: &str) -> Option<Text> {
    match &field.scope {
        Some(needed) => named(needed, name, "scope", "Scopes", "use_scopes", "Scope"),
        None => None,
    }
}

/// A reason excuses something: it is not there for a type that is declared, under a name that says nothing of a secret.
pub(super) const fn vouch(field: &str, disclosed: bool) -> Option<Text> {
    if !disclosed {
        return None;
    }
    let pieces = &["`", field, "` is declared as output, and this excuses nothing\nhelp: leave it out"];
    Some(Text::of(pieces).rule("SA0125"))
}
