//! What a field of an input takes.

use std::collections::BTreeSet;

use super::term::Term;

/// A field of an input.
#[derive(Clone, Debug)]
pub(in crate::attack) struct Field {
    /// Its name on the wire.
    pub(in crate::attack) name: String,
    pub(in crate::attack) required: bool,
    pub(in crate::attack) kind: Kind,
}

/// What is taken, as far as this attack understands it.
#[derive(Clone, Debug)]
pub(in crate::attack) enum Kind {
    Text {
        length: Range,
        email: bool,
    },
    Integer(Range),
    Bool,
    Uuid,
    List {
        length: Range,
        of: Box<Kind>,
    },
    Optional(Box<Kind>),
    /// One of these words.
    Words(Vec<String>),
    /// Another input, by its name.
    Nested(String),
    /// Nothing is known of it, or a rule stands on it that this attack does not understand: no value is known to be good.
    Unknown,
}

/// From one number to another; an end that is missing is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::attack) struct Range {
    pub(in crate::attack) from: Option<i128>,
    pub(in crate::attack) to: Option<i128>,
}

impl Range {
    /// `1..30`, `..30` or `1..`.
    fn read(text: &str) -> Option<Self> {
        let (from, to) = text.split_once("..")?;
        let end = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
        Some(Self { from: end(from)?, to: end(to)? })
    }
}

impl Field {
    pub(super) fn read(name: &str, terms: &[Term]) -> Self {
        let required = terms.iter().any(|term| term.word() == "required");
        let mut about = terms.iter().filter(|term| !matches!(term.word(), "required" | "default"));
        let kind = about.next().map_or(Kind::Unknown, Kind::read);
        let kind = about.fold(kind, Kind::narrowed);
        Self { name: name.to_owned(), required, kind }
    }
}

impl Kind {
    fn read(term: &Term) -> Self {
        let range = || term.inside().iter().find_map(|inner| Range::read(inner.word()));
        let inner = || term.inside().iter().find(|inner| Range::read(inner.word()).is_none()).map(Self::read);
        match term.word() {
            "text" if inner().is_none() => Self::Text { length: range().unwrap_or_default(), email: false },
            "email" => Self::Text { length: range().unwrap_or_default(), email: true },
            "integer" => Self::Integer(range().unwrap_or_default()),
            "bool" | "boolean" => Self::Bool,
            "uuid" => Self::Uuid,
            "list" => match inner() {
                Some(of) => Self::List { length: range().unwrap_or_default(), of: Box::new(of) },
                None => Self::Unknown,
            },
            "optional" => Self::Optional(Box::new(inner().unwrap_or(Self::Unknown))),
            "one-of" | "words" => Self::Words(term.inside().iter().map(|word| word.text().to_owned()).collect()),
            "" | "unknown" | "vouched" => Self::Unknown,
            // Whether there is one of that name is known at the end of the file.
            name if term.inside().is_empty() => Self::Nested(name.to_owned()),
            _ => Self::Unknown,
        }
    }

    /// With a rule that stands on the field as well.
    fn narrowed(self, rule: &Term) -> Self {
        match (self, rule.word()) {
            (Self::Text { length, .. }, "email") => Self::Text { length, email: true },
            (Self::Optional(inner), _) => Self::Optional(Box::new(inner.narrowed(rule))),
            _ => Self::Unknown,
        }
    }

    /// What is called like no input is not understood.
    pub(super) fn settle(&mut self, known: &BTreeSet<String>) {
        match self {
            Self::Nested(name) if !known.contains(name) => *self = Self::Unknown,
            Self::List { of: inner, .. } | Self::Optional(inner) => inner.settle(known),
            _ => {}
        }
    }
}
