//! One line of the file: what it is about, what it says of it, and a seal.

use core::fmt;
use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};

use super::term::{self, Term, Terms};

/// What a line is about, as `route GET /articles`: a kind and a name of that kind. Sorted by these.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Subject {
    pub(super) kind: String,
    /// One word or two.
    pub(super) name: String,
}

/// What is said of a subject: attributes, in the order of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said(pub(super) BTreeMap<String, Vec<Term>>);

impl Subject {
    pub(super) fn new(kind: &str, name: impl Into<String>) -> Self {
        Self { kind: kind.to_owned(), name: name.into() }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.name)
    }
}

impl Said {
    /// Adds what an attribute says, beside what it says already.
    pub(super) fn add(&mut self, attribute: impl Into<String>, term: Term) {
        self.0.entry(attribute.into()).or_default().push(term);
    }

    pub(super) fn terms(&self, attribute: &str) -> &[Term] {
        self.0.get(attribute).map_or(&[], Vec::as_slice)
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(name, terms)| write!(f, " {name}={}", Terms(terms)))
    }
}

/// The first 64 bits of the SHA-256 of a line: a line that was changed by hand is seen, and an approval names the two states
/// it is for.
pub(super) fn seal(subject: &Subject, said: &Said) -> String {
    sha256(&format!("{subject}{said}")).chars().take(16).collect()
}

/// In 64 hexadecimal digits.
pub(super) fn sha256(text: &str) -> String {
    digest(&SHA256, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a line; says what is wrong with it.
pub(super) fn parse(line: &str) -> Result<(Subject, Said), &'static str> {
    let (body, sealed) = line.rsplit_once(" ~").ok_or("it has no seal at its end")?;
    let (subject, said) = unsealed(body)?;
    if seal(&subject, &said) != sealed {
        return Err("it was changed by hand: its seal is that of another line");
    }
    Ok((subject, said))
}

/// Reads what stands before the seal.
pub(super) fn unsealed(body: &str) -> Result<(Subject, Said), &'static str> {
    let (kind, rest) = body.split_once(' ').ok_or("it has a kind, and no name")?;
    let (name, mut rest) = name(kind, rest);
    let mut said = Said::default();
    while let Some(attribute) = rest.strip_prefix(' ') {
        let (key, value) = attribute.split_once('=').ok_or("an attribute has no value")?;
        let (value, after) = value.split_at_checked(end(value)).ok_or("an attribute has no value")?;
        let terms = term::parse(value).ok_or("the value of an attribute is not one")?;
        if said.0.insert(key.to_owned(), terms).is_some() {
            return Err("an attribute stands there twice");
        }
        rest = after;
    }
    Ok((Subject::new(kind, name), said))
}

/// The name that a line begins with. That of a route is a method and a path.
fn name<'l>(kind: &str, rest: &'l str) -> (&'l str, &'l str) {
    let words = if matches!(kind, "route" | "adopted") { 2 } else { 1 };
    let end = rest.match_indices(' ').nth(words - 1).map_or(rest.len(), |(place, _)| place);
    rest.split_at_checked(end).unwrap_or((rest, ""))
}

/// Where a value ends: at the first space outside of quotes.
fn end(value: &str) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    for (place, byte) in value.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b' ' if !quoted => return place,
            _ => {}
        }
    }
    value.len()
}
