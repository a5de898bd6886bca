//! Which of two states of an attribute is the stricter one.
//!
//! An attribute is a list of terms. Most terms forbid something: what they forbid has to stay forbidden, and a state is as
//! strict as another if each term of the other is implied by one of its own. The terms and attributes of [`ALLOWING`] allow
//! something, and go the other way round. Terms that cannot be compared are not implied by one another, so that a change from
//! one to the other counts as a weakening: nobody said that it is none.
//!
//! | term | is implied by |
//! |---|---|
//! | `any(a,b)`, `all(a,b)` of roles or scopes | a requirement that only those meet who meet this one |
//! | `60/60s/caller`, with `/burst90` | a limit of the same key that no window of this one's length exceeds |
//! | `1..120` | a range inside of it |
//! | `text(..)`, `list(..)`, and others with parts | the same with parts that imply these |
//! | `65536`, `10000ms` | the same number or a smaller one |
//! | `"a reason"` | any other reason |
//! | `one-of(a,b)` | fewer of these words, and implies a text of their length |
//! | any other word | itself |

use std::collections::{BTreeMap, BTreeSet};

use super::rate::Rate;
use super::term::{Range, Term};

/// What allows something where it stands.
const ALLOWING: &[&str] = &["vouched", "unknown", "or-null", "alias"];
/// Attributes of which each says that something is allowed.
const ALLOWING_ATTRIBUTES: &[&str] = &[
    "public",
    "optional",
    "excused",
    "no-id",
    "vouched",
    "includes",
    "algorithms",
    "credentials",
    "headers",
    "grants",
    "fewer",
    "audience-in-client-id",
    "or",
    "or-audience",
];

/// What the names of roles and scopes mean: which others each includes, itself among them.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, BTreeSet<String>>);

impl Names {
    pub(super) fn learn(&mut self, name: &str, includes: impl Iterator<Item = String>) {
        self.0.entry(name.to_owned()).or_default().extend(includes);
    }

    /// Everything that a holder of these names has.
    fn held<'n>(&self, names: impl Iterator<Item = &'n Term>) -> BTreeSet<String> {
        let mut held = BTreeSet::new();
        for name in names.map(Term::name) {
            held.extend(self.0.get(name).into_iter().flatten().cloned());
            held.insert(name.to_owned());
        }
        held
    }
}

/// Whether an attribute allows something.
pub(super) fn allows(attribute: &str) -> bool {
    ALLOWING_ATTRIBUTES.contains(&kind_of(attribute))
}

/// Of `object.id`: `object`.
pub(super) fn kind_of(attribute: &str) -> &str {
    attribute.split_once('.').map_or(attribute, |(kind, _)| kind)
}

/// Where a term stands, which says how it is read: a number of bytes is one, and a number that names an audience is a name.
#[derive(Clone, Copy)]
enum Within<'t> {
    Attribute(&'t str),
    Term(&'t str),
}

/// Attributes that are numbers.
const NUMBERS: &[&str] = &["body", "concurrency", "known-keys", "leeway", "longest-life", "max-age", "most", "timeout"];
/// Terms that hold names and texts of the application, which are not read as ranges.
const LITERAL: &[&str] =
    &["adjacent", "alias", "contains", "custom", "does-not-contain", "id", "internal", "must-match", "one-of", "regex"];

impl Within<'_> {
    fn is_requirement(self) -> bool {
        matches!(self, Self::Attribute("role" | "scope") | Self::Term("only" | "only-scope"))
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Attribute(name) if NUMBERS.contains(&name))
    }

    fn may_be_range(self) -> bool {
        matches!(self, Self::Term(name) if !LITERAL.contains(&name))
    }
}

/// Whether one state of an attribute allows nothing that the other does not.
pub(super) fn is_as_strict(attribute: &str, one: &[Term], other: &[Term], names: &Names) -> bool {
    let within = Within::Attribute(attribute);
    if attribute == "grants" {
        // A place in the claims with less said of it may grant more.
        return one.iter().all(|term| other.contains(term));
    }
    if allows(attribute) {
        return one.iter().all(|term| other.iter().any(|allowed| implies(within, allowed, term, names)));
    }
    as_strict(within, one, other, names)
}

fn as_strict(within: Within<'_>, one: &[Term], other: &[Term], names: &Names) -> bool {
    let allowing = |term: &&Term| ALLOWING.contains(&term.name());
    let allows_no_more =
        one.iter().filter(allowing).all(|term| other.iter().any(|allowed| implies(within, allowed, term, names)));
    let mut forbidden = other.iter().filter(|term| !allowing(term));
    allows_no_more && forbidden.all(|term| one.iter().any(|own| implies(within, own, term, names)))
}

/// Whether whatever keeps to the one keeps to the other.
fn implies(within: Within<'_>, one: &Term, other: &Term, names: &Names) -> bool {
    match (one, other) {
        (Term::Text(_), Term::Text(_)) => true,
        (Term::Word(name, _), Term::Word(other_name, _)) => {
            if within.is_requirement() {
                return asks_as_much(one, other, names);
            }
            if name == "one-of" && matches!(other_name.as_str(), "one-of" | "text") {
                return one.args().iter().all(|word| is_one_of(word, other));
            }
            if let (Within::Attribute("rate"), Some(rate), Some(other)) =
                (within, Rate::parse(name), Rate::parse(other_name))
            {
                return rate.keeps(&other);
            }
            if let (true, Some(range), Some(other)) = (within.may_be_range(), one.range(), other.range()) {
                return range.within(other);
            }
            if let (true, Some(number), Some(other)) = (within.is_number(), number(name), number(other_name)) {
                return number.1 == other.1 && number.0 <= other.0;
            }
            name == other_name && as_strict(Within::Term(name), one.args(), other.args(), names)
        }
        _ => false,
    }
}

/// Whether a word is among those of a choice, or as long as a text may be.
fn is_one_of(word: &Term, other: &Term) -> bool {
    if other.name() == "one-of" {
        return other.args().contains(word);
    }
    // What is escaped in a word is longer than what it stands for: it is not said to be short enough.
    let length = i128::try_from(word.name().chars().count()).unwrap_or(i128::MAX);
    let own = Range { from: Some(length), to: Some(length) };
    other.args().iter().all(|bound| bound.range().is_some_and(|bound| own.within(bound)))
}

/// `10000ms` as the number and its unit.
fn number(word: &str) -> Option<(u128, &str)> {
    let end = word.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(word.len());
    let (digits, unit) = word.split_at_checked(end)?;
    unit.chars().all(|letter| letter.is_ascii_alphabetic()).then_some(())?;
    digits.parse().ok().map(|number| (number, unit))
}

/// Whether who meets the one requirement meets the other.
fn asks_as_much(one: &Term, other: &Term, names: &Names) -> bool {
    let met_by = |held: &BTreeSet<String>| {
        let mut wanted = other.args().iter().map(Term::name);
        if other.name() == "all" {
            wanted.all(|name| held.contains(name))
        } else {
            wanted.any(|name| held.contains(name))
        }
    };
    if one.name() == "all" {
        met_by(&names.held(one.args().iter()))
    } else {
        // Whoever holds no more than one of them meets it.
        one.args().iter().all(|name| met_by(&names.held(core::iter::once(name))))
    }
}
