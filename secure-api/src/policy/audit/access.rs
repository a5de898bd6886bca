//! The rules of several names together: each of them says something, and somebody could have them all.

use crate::policy::text::Text;
use crate::policy::{Access, Requirement, RoutePolicy, Vocabulary};

/// A name that a route asks for, as it is written.
#[derive(Clone, Copy, Debug)]
pub enum Asked<'n> {
    /// In quotes.
    Name(&'n str),
    /// By the place of its variant.
    Place(u32),
}

impl Asked<'_> {
    const fn bit(self, vocabulary: &Vocabulary) -> u64 {
        match self {
            Asked::Name(name) => vocabulary.bit(name),
            Asked::Place(place) if place < 64 => 1 << place,
            Asked::Place(_) => 0,
        }
    }
}

/// A role beside others adds something, and somebody could have them all.
pub(super) const fn role_beside(policy: &RoutePolicy, asked: Asked<'_>) -> Option<Text> {
    let Access::Caller { role: Some(needed), .. } = &policy.access else { return None };
    beside(needed, asked.bit(needed.vocabulary))
}

/// A scope beside others adds something, and counts for somebody who has the role that is asked for.
pub(super) const fn scope_beside(policy: &RoutePolicy, asked: Asked<'_>) -> Option<Text> {
    let Access::Caller { role, scope: Some(needed), .. } = &policy.access else { return None };
    let bit = asked.bit(needed.vocabulary);
    if let Some(role) = role
        && let Some(text) = beyond_the_role(role, needed.vocabulary, bit)
    {
        return Some(text);
    }
    beside(needed, bit)
}

const fn beside(needed: &Requirement, bit: u64) -> Option<Text> {
    let vocabulary = needed.vocabulary;
    if needed.bits & bit == 0 {
        return None;
    }
    let mut place = 0;
    while place < vocabulary.names.len() {
        let other = 1 << place;
        place += 1;
        if needed.bits & other == 0 || other == bit {
            continue;
        }
        let (own, others) = (vocabulary.granted_with(bit), vocabulary.granted_with(other));
        if needed.all && other < bit && vocabulary.excluded(own | others) {
            return Some(nobody_has_both(vocabulary, other, bit));
        }
        if needed.all && others & bit != 0 {
            return Some(included(vocabulary, bit, other));
        }
        if !needed.all && own & other != 0 {
            return Some(includes(vocabulary, bit, other));
        }
    }
    None
}

const fn included(vocabulary: &Vocabulary, bit: u64, other: u64) -> Text {
    let (name, other) = (name(vocabulary, bit), name(vocabulary, other));
    Text::of(&[
        "`",
        name,
        "` adds nothing: `",
        other,
        "` is asked for as well and includes it\nhelp: leave `",
        name,
        "` out",
    ])
    .rule("SA0130")
}

const fn includes(vocabulary: &Vocabulary, bit: u64, other: u64) -> Text {
    let (name, other) = (name(vocabulary, bit), name(vocabulary, other));
    Text::of(&[
        "`",
        name,
        "` adds nothing: it includes `",
        other,
        "`, which is enough here\nhelp: leave `",
        name,
        "` out, or `",
        other,
        "` where that is not to be enough",
    ])
    .rule("SA0130")
}

const fn nobody_has_both(vocabulary: &Vocabulary, one: u64, other: u64) -> Text {
    Text::of(&[
        "nobody has both `",
        name(vocabulary, one),
        "` and `",
        name(vocabulary, other),
        "`: in `",
        vocabulary.type_name,
        "` they, or what they include, exclude one another\nhelp: ask for one of them, or write `any(..)`",
    ])
    .rule("SA0131")
}

/// A scope that counts only for a role which every role that is asked for excludes.
const fn beyond_the_role(role: &Requirement, scopes: &Vocabulary, bit: u64) -> Option<Text> {
    let Some(holders) = &scopes.holders else { return None };
    let place = bit.trailing_zeros() as usize;
    if place >= holders.bits.len() || holders.bits[place] == 0 {
        return None;
    }
    let (roles, needed) = (role.vocabulary, holders.bits[place]);
    let held = roles.granted_with(needed);
    let mut at = 0;
    while at < roles.names.len() {
        let one = 1 << at;
        at += 1;
        let way = if role.all { role.bits } else { role.bits & one };
        if way != 0 && !roles.excluded(held | roles.granted_with(way)) {
            return None;
        }
    }
    let text =
        Text::of(&["nobody can meet this: `", name(scopes, bit), "` counts only for `"]).and(name(roles, needed));
    Some(
        text.and("`, which excludes the role that is asked for\nhelp: ask for another scope, or for another role")
            .rule("SA0131"),
    )
}

const fn name(vocabulary: &Vocabulary, bit: u64) -> &'static str {
    let place = bit.trailing_zeros() as usize;
    if place < vocabulary.names.len() { vocabulary.names[place] } else { "" }
}
