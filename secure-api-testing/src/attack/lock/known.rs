//! Which attributes a line may have, and which of them no request from outside can try.

use std::collections::BTreeSet;

use super::read::Said;

/// What is read of each kind of line, or known to say nothing that could be tried. A dot ends what has a name of its own after it.
const KNOWN: [(&str, &[&str]); 10] = [
    (
        "issuer",
        &[
            "audience",
            "or",
            "or-audience",
            "keys",
            "known-keys",
            "algorithms",
            "profile",
            "audience-in-client-id",
            "leeway",
            "grants",
        ],
    ),
    ("role", &["includes", "excludes"]),
    ("scope", &["includes", "needs"]),
    ("limit", &["rate"]),
    ("cors", &["max-age", "headers", "credentials"]),
    ("proxy", &["header"]),
    ("stored-roles", &["max-age"]),
    ("revocations", &["longest-life"]),
    ("server-owned", &["more", "fewer."]),
    (
        "route",
        &[
            "access",
            "public",
            "optional",
            "role",
            "scope",
            "rate",
            "body",
            "timeout",
            "concurrency",
            "object.",
            "no-id.",
            "excused.",
            "decides",
            "query",
            "json",
            "form",
            "answer",
            "vouched.",
        ],
    ),
];

/// What is promised, and tried by no case: the kind of line, the attribute, and why.
const BEYOND: [(&str, &str, &str); 7] = [
    ("route", "vouched.", "`vouched`: what an extractor takes that somebody answers for in writing"),
    ("route", "no-id.", "`no-id`: which values a parameter takes that names no object"),
    ("issuer", "keys", "`keys` and `algorithms` of an issuer: the attack signs with a key of its own"),
    ("issuer", "audience-in-client-id", "`audience-in-client-id`: the tokens of the attack have an audience"),
    ("stored-roles", "max-age", "`stored-roles`: how long a role is believed that the store has taken away"),
    ("revocations", "longest-life", "`revocations`: which tokens the application takes back, and when"),
    ("proxy", "header", "`proxy`: what is believed of a proxy, and of nobody else"),
];

/// The time of calls, where no route shows it soon.
pub(super) const TIMEOUT: &str =
    "`timeout`: where it is more than 4 s, or no body is waited for, no request uses it up";

fn names(attribute: &str, known: &str) -> bool {
    if known.ends_with('.') { attribute.starts_with(known) } else { attribute == known }
}

/// The attributes that nobody here knows.
pub(super) fn unread(kind: &str, said: &Said) -> BTreeSet<String> {
    let Some((_, known)) = KNOWN.iter().find(|(of, _)| *of == kind) else { return BTreeSet::new() };
    let unknown = said.keys().filter(|attribute| !known.iter().any(|known| names(attribute, known)));
    unknown.map(|attribute| format!("{kind} {attribute}")).collect()
}

/// What of it no case tries.
pub(super) fn beyond(kind: &str, said: &Said) -> BTreeSet<&'static str> {
    let said = BEYOND.iter().filter(|(of, known, _)| *of == kind && said.keys().any(|name| names(name, known)));
    said.map(|(_, _, why)| *why).collect()
}
