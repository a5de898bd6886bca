//! What a field of an input takes.

use std::collections::BTreeSet;

use super::route::Need;
use super::term::Term;

/// A field of an input.
#[derive(Clone, Debug)]
pub(in crate::attack) struct Field {
    /// Its name on the wire; a star for what is said of the input as a whole.
    pub(in crate::attack) name: String,
    pub(in crate::attack) required: bool,
    pub(in crate::attack) kind: Kind,
    /// Of an answer: whose answers it is in, where those are not all.
    pub(in crate::attack) only_role: Option<Need>,
    pub(in crate::attack) only_scope: Option<Need>,
    /// Other names under which it is taken.
    pub(in crate::attack) aliases: Vec<String>,
}

/// What is taken, as far as this attack understands it.
#[derive(Clone, Debug)]
pub(in crate::attack) enum Kind {
    Text {
        length: Range,
        email: bool,
        /// Whether control characters are refused.
        plain: bool,
    },
    Integer(Range),
    Number,
    Bool,
    /// A text of this form, as `uuid`.
    Form {
        form: String,
        length: Range,
    },
    /// The id of an object of a resource, in its own form.
    Id {
        resource: String,
        key: Box<Kind>,
    },
    List {
        length: Range,
        of: Box<Kind>,
    },
    /// Keys that are not declared.
    Map,
    /// A list of so many, each of its own kind.
    Tuple(Vec<Kind>),
    /// The path of a route of this application.
    Link,
    Optional(Box<Kind>),
    /// One of these words.
    Words(Vec<String>),
    /// Another input, by its name.
    Nested(String),
    /// Rules stand on it that this attack does not read: no value is known to be good, and what is bad without them stays so.
    Ruled {
        of: Box<Kind>,
        rules: Vec<String>,
    },
    /// Nothing is known of it but these words.
    Unknown(String),
}

/// From one number to another; an end that is missing is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::attack) struct Range {
    pub(in crate::attack) from: Option<i128>,
    pub(in crate::attack) to: Option<i128>,
}

/// What says nothing of which values are taken.
const SILENT: [&str; 6] = ["required", "default", "alias", "vouched", "only", "only-scope"];
/// Forms of texts of which a good value is known.
const FORMS: [&str; 10] =
    ["uuid", "date-time", "date", "uri", "ipv4", "ipv6", "ip", "decimal", "local-date-time", "local-time"];

impl Range {
    /// `1..30`, `..30` or `1..`.
    fn read(text: &str) -> Option<Self> {
        let (from, to) = text.split_once("..")?;
        let end = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
        Some(Self { from: end(from)?, to: end(to)? })
    }

    /// The one that stands among these terms; open where none does.
    fn among(terms: &[Term]) -> Self {
        terms.iter().find_map(|term| Self::read(term.word())).unwrap_or_default()
    }
}

impl Field {
    pub(super) fn read(name: &str, terms: &[Term]) -> Self {
        let required = terms.iter().any(|term| term.word() == "required");
        let only = |word: &str| Need::of(terms.iter().find(|term| term.word() == word)?.inside());
        let (only_role, only_scope) = (only("only"), only("only-scope"));
        let aliases = terms.iter().filter(|term| term.word() == "alias").flat_map(Term::inside);
        let aliases = aliases.map(|alias| alias.text().to_owned()).collect();
        Self { name: name.to_owned(), required, kind: Kind::read(terms), only_role, only_scope, aliases }
    }
}

impl Kind {
    /// A kind and the rules on it, in one list.
    pub(super) fn read(terms: &[Term]) -> Self {
        let is_range = |term: &Term| term.inside().is_empty() && Range::read(term.word()).is_some();
        let mut about = terms.iter().filter(|term| !SILENT.contains(&term.word()) && !is_range(term));
        let Some(first) = about.next() else { return Self::Unknown(told(terms)) };
        if first.word() == "or-null" {
            let inner: Vec<Term> = about.cloned().collect();
            let asked_for = inner.iter().any(|term| term.word() == "not-null");
            let inner = inner.into_iter().filter(|term| term.word() != "not-null").collect::<Vec<_>>();
            let inner = Self::read(&inner);
            return if asked_for { inner } else { Self::Optional(Box::new(inner)) };
        }
        about.fold(Self::one(first), Self::narrowed)
    }

    fn one(term: &Term) -> Self {
        let length = Range::among(term.inside());
        match term.word() {
            "text" | "password" => Self::Text { length, email: false, plain: false },
            "email" => Self::Text { length, email: true, plain: false },
            "integer" => Self::Integer(length),
            "number" => Self::Number,
            "bool" => Self::Bool,
            "list" => Self::List { length, of: Box::new(Self::read(term.inside())) },
            "map" => Self::Map,
            "link" => Self::Link,
            "tuple" => Self::Tuple(term.inside().iter().map(|place| Self::read(place.inside())).collect()),
            "optional" => Self::Optional(Box::new(Self::read(term.inside()))),
            "one-of" => Self::Words(term.inside().iter().map(|word| word.text().to_owned()).collect()),
            form if FORMS.contains(&form) => Self::Form { form: form.to_owned(), length },
            "id" => match term.inside() {
                [resource, key @ ..] => {
                    Self::Id { resource: resource.text().to_owned(), key: Box::new(Self::read(key)) }
                }
                [] => Self::Unknown(term.to_string()),
            },
            "" | "unknown" => Self::Unknown(term.to_string()),
            // Whether there is one of that name is known at the end of the file.
            name if term.inside().is_empty() => Self::Nested(name.to_owned()),
            _ => Self::Unknown(term.to_string()),
        }
    }

    /// With a rule that stands beside it.
    fn narrowed(self, rule: &Term) -> Self {
        match (self, rule.word()) {
            (Self::Text { length, plain, .. }, "email") => Self::Text { length, email: true, plain },
            (Self::Text { length, .. }, "url") => Self::Form { form: "uri".to_owned(), length },
            (Self::Text { length, email, .. }, "non-control-character") => Self::Text { length, email, plain: true },
            (Self::Unknown(known), _) => Self::Unknown(format!("{known},{rule}")),
            (Self::Ruled { of, mut rules }, _) => match of.narrowed(rule) {
                Self::Ruled { of, rules: more } => {
                    rules.extend(more);
                    Self::Ruled { of, rules }
                }
                of => Self::Ruled { of: Box::new(of), rules },
            },
            (of, _) => Self::Ruled { of: Box::new(of), rules: vec![rule.to_string()] },
        }
    }

    /// What is called like no input is not understood.
    pub(super) fn settle(&mut self, known: &BTreeSet<String>) {
        match self {
            Self::Nested(name) if !known.contains(name) => *self = Self::Unknown(std::mem::take(name)),
            Self::List { of: inner, .. } | Self::Optional(inner) | Self::Ruled { of: inner, .. } => inner.settle(known),
            Self::Tuple(of) => of.iter_mut().for_each(|of| of.settle(known)),
            _ => {}
        }
    }
}

/// Terms as the file has them.
fn told(terms: &[Term]) -> String {
    terms.iter().map(Term::to_string).collect::<Vec<_>>().join(",")
}
