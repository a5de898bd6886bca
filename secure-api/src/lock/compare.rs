//! What changed between two states of an application, and whether it got stricter.

use core::fmt;
use std::collections::BTreeSet;

use super::Lock;
use super::line::{Said, Subject};
use super::order::{self, Names};
use super::rate::Rate;
use super::renamed;
use super::term::{Term, Terms};

/// Whether a change lets anybody do more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Nobody can do anything that could not be done before.
    Tightening,
    /// Neither is said: another wording, a new route for callers who prove who they are, a field more.
    Neutral,
    /// Somebody may be able to do more, or it cannot be told.
    Weakening,
}

/// What changed of one thing that the file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub(super) subject: Subject,
    /// What it was called, where that differs: a route whose parameters have other names is the same route.
    was: Option<Subject>,
    /// `None` where it is new.
    pub(super) old: Option<Said>,
    /// `None` where it is gone.
    pub(super) new: Option<Said>,
    parts: Vec<Part>,
}

/// What changed of one attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    direction: Direction,
    attribute: String,
    old: Vec<Term>,
    new: Vec<Term>,
}

/// What both states say of names and of all routes.
pub(super) struct Known {
    names: Names,
    /// The limit of a caller over the routes that declare none.
    old_rate: Vec<Term>,
    new_rate: Vec<Term>,
}

/// Lines with which somebody may be able to do more.
const ADDS: &[&str] = &["adopted", "cors", "danger", "issuer", "proxy", "stored-roles"];
/// Lines without which somebody may be able to do more: a limit, where roles come from, and that tokens can be revoked.
const HOLDS: &[&str] = &["limit", "revocations", "stored-roles", "server-owned"];
/// Attributes of a new line that let somebody do more than a line of its kind does by itself.
const OPENS: &[&str] = &["public", "excused", "vouched", "no-id", "fewer", "includes"];

impl Change {
    pub(super) fn of(subject: &Subject, old: Option<&Said>, new: Option<&Said>, known: &Known) -> Option<Self> {
        let parts = match (old, new) {
            (None, None) => Vec::new(),
            (Some(old), Some(new)) => parts(subject, old, new, known),
            (None, Some(new)) => opened(subject, new),
            (Some(_), None) => Vec::new(),
        };
        let same = old.is_some() && new.is_some() && parts.is_empty();
        let change = Self { subject: subject.clone(), was: None, old: old.cloned(), new: new.cloned(), parts };
        (!same && (old.is_some() || new.is_some())).then_some(change)
    }

    /// The worst of what changed.
    #[must_use]
    pub fn direction(&self) -> Direction {
        let kind = self.subject.kind.as_str();
        let whole = match (&self.old, &self.new) {
            (None, _) if ADDS.contains(&kind) => Direction::Weakening,
            (None, _) => Direction::Neutral,
            (_, None) if HOLDS.contains(&kind) => Direction::Weakening,
            _ if self.was.is_some() => Direction::Neutral,
            _ => Direction::Tightening,
        };
        self.parts.iter().map(|part| part.direction).fold(whole, Direction::max)
    }

    /// What it is about, as `route GET /articles`.
    #[must_use]
    pub fn subject(&self) -> String {
        self.subject.to_string()
    }
}

/// What a new line opens.
fn opened(subject: &Subject, new: &Said) -> Vec<Part> {
    let opening = |attribute: &&String| OPENS.contains(&order::kind_of(attribute));
    let input = |terms: &[Term]| matches!(subject.kind.as_str(), "takes" | "rule") && terms.iter().any(is_open);
    let parts = new.0.iter().filter(|(attribute, terms)| opening(attribute) || input(terms));
    parts
        .map(|(attribute, terms)| Part {
            direction: Direction::Weakening,
            attribute: attribute.clone(),
            old: Vec::new(),
            new: terms.clone(),
        })
        .collect()
}

/// Whether nothing is asked of a field.
fn is_open(term: &Term) -> bool {
    matches!(term.name(), "vouched" | "unknown") || term.args().iter().any(is_open)
}

fn parts(subject: &Subject, old: &Said, new: &Said, known: &Known) -> Vec<Part> {
    let attributes: BTreeSet<&String> = old.0.keys().chain(new.0.keys()).collect();
    let part = |attribute: &String| {
        let (before, after) = (old.terms(attribute), new.terms(attribute));
        if before == after {
            return None;
        }
        let direction = if attribute == "rate" && subject.kind == "route" {
            let (before, after) = (effective(old, &known.old_rate), effective(new, &known.new_rate));
            direction(attribute, &before, &after, &known.names)
        } else {
            direction(attribute, before, after, &known.names)
        };
        Some(Part { direction, attribute: attribute.clone(), old: before.to_vec(), new: after.to_vec() })
    };
    attributes.into_iter().filter_map(part).collect()
}

/// The limits that count for a caller: where none of those that are declared counts callers, the one for all routes does.
fn effective(route: &Said, default: &[Term]) -> Vec<Term> {
    let declared = route.terms("rate");
    let knows_callers = !route.terms("access").is_empty() || !route.terms("optional").is_empty();
    let counts_callers = declared.iter().filter_map(|rate| Rate::parse(rate.name())).any(|rate| rate.per == "caller");
    let default = if knows_callers && !counts_callers { default } else { &[] };
    declared.iter().chain(default).cloned().collect()
}

fn direction(attribute: &str, old: &[Term], new: &[Term], names: &Names) -> Direction {
    // A field of a type: what it takes or sends is bounded by its own terms, and there may be one more or less of them.
    let is_field = attribute.starts_with('.');
    if is_field && old.is_empty() {
        return if new.iter().any(is_open) { Direction::Weakening } else { Direction::Neutral };
    }
    if is_field && new.is_empty() {
        return Direction::Tightening;
    }
    // Another status tells nobody more; another type may.
    let bodies = |terms: &[Term]| terms.iter().flat_map(Term::args).cloned().collect::<Vec<_>>();
    if attribute == "answer" && bodies(old) == bodies(new) {
        return Direction::Neutral;
    }
    let (tighter, looser) =
        (order::is_as_strict(attribute, new, old, names), order::is_as_strict(attribute, old, new, names));
    match (tighter, looser) {
        (true, true) => Direction::Neutral,
        (true, false) => Direction::Tightening,
        (false, _) => Direction::Weakening,
    }
}

/// All that changed from one state to another, worst first.
pub(super) fn changes(old: &Lock, new: &Lock) -> Vec<Change> {
    let for_all = Subject::new("limit", "caller");
    let rate = |lock: &Lock| lock.lines.get(&for_all).map(|said| said.terms("rate").to_vec()).unwrap_or_default();
    let known = Known { names: names(old, new), old_rate: rate(old), new_rate: rate(new) };
    let renamed = renamed::routes(old, new);
    let subjects: BTreeSet<&Subject> = old.lines.keys().chain(new.lines.keys()).collect();
    let others = subjects.into_iter().filter(|subject| !renamed.iter().any(|route| route.concerns(subject)));
    let change = |subject: &Subject| Change::of(subject, old.lines.get(subject), new.lines.get(subject), &known);
    let mut changes: Vec<Change> = others.filter_map(change).collect();
    changes.extend(renamed.into_iter().map(|route| Change {
        parts: parts(&route.now, &route.old, &route.new, &known),
        subject: route.now,
        was: Some(route.was),
        old: Some(route.old),
        new: Some(route.new),
    }));
    changes.sort_by_key(|change| core::cmp::Reverse(change.direction()));
    changes
}

/// What names mean to both: a name that has come to include another is a change of its own, and not one of every route that
/// asks for it.
fn names(old: &Lock, new: &Lock) -> Names {
    let mut names = Names::default();
    for (subject, said) in old.lines.iter().chain(&new.lines) {
        if matches!(subject.kind.as_str(), "role" | "scope") {
            let includes = said.terms("includes").iter().map(|term| term.name().to_owned());
            names.learn(&subject.name, includes);
        }
    }
    names
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tightening => "tightening",
            Self::Neutral => "neutral",
            Self::Weakening => "weakening",
        })
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match (&self.old, &self.new) {
            (None, _) => " (new)".to_owned(),
            (_, None) => " (gone)".to_owned(),
            _ => self.was.as_ref().map_or_else(String::new, |was| format!(" (was {was})")),
        };
        write!(f, "{:<10} {}{what}", self.direction().to_string(), self.subject)?;
        for Part { direction, attribute, old, new } in &self.parts {
            let said = |terms: &[Term]| if terms.is_empty() { "-".to_owned() } else { Terms(terms).to_string() };
            write!(f, "\n    {:<10} {attribute}: {} -> {}", direction.to_string(), said(old), said(new))?;
        }
        Ok(())
    }
}
