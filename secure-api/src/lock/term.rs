//! What one attribute of a line says: terms, of which each narrows or widens what may happen.

use core::fmt;

/// `any(admin, editor)`, `text(1..120)`, `60/60s/caller`, or a text in quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Term {
    /// What somebody wrote for people.
    Text(String),
    /// A word, with what stands in its parentheses.
    Word(String, Vec<Term>),
}

/// Whole numbers from the first to the second; an end that is missing is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) from: Option<i128>,
    pub(super) to: Option<i128>,
}

impl Term {
    pub(super) fn word(name: impl Into<String>) -> Self {
        Self::Word(name.into(), Vec::new())
    }

    pub(super) fn of(name: impl Into<String>, args: Vec<Term>) -> Self {
        Self::Word(name.into(), args)
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Text(_) => "",
            Self::Word(name, _) => name,
        }
    }

    pub(super) fn args(&self) -> &[Term] {
        match self {
            Self::Text(_) => &[],
            Self::Word(_, args) => args,
        }
    }

    /// `1..120`, `..254` or `3..`.
    pub(super) fn range(&self) -> Option<Range> {
        let (from, to) = self.name().split_once("..")?;
        let end = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
        Some(Range { from: end(from)?, to: end(to)? })
    }
}

impl Range {
    /// Whether all of it lies in the other.
    pub(super) fn within(self, other: Self) -> bool {
        let from = other.from.is_none_or(|least| self.from.is_some_and(|from| from >= least));
        let to = other.to.is_none_or(|most| self.to.is_some_and(|to| to <= most));
        from && to
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // As JSON writes it, so that a line stays one.
            Self::Text(text) => f.write_str(&serde_json::Value::from(text.as_str()).to_string()),
            Self::Word(name, args) if args.is_empty() => f.write_str(name),
            Self::Word(name, args) => write!(f, "{name}({})", Terms(args)),
        }
    }
}

/// Terms as a line has them.
pub(super) struct Terms<'t>(pub(super) &'t [Term]);

impl fmt::Display for Terms<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, term) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(f, "{comma}{term}")?;
        }
        Ok(())
    }
}

/// Reads the terms of an attribute, all of the text.
pub(super) fn parse(text: &str) -> Option<Vec<Term>> {
    let mut rest = text;
    let terms = list(&mut rest, 0)?;
    rest.is_empty().then_some(terms)
}

/// Deeper than that nothing is written, and a file from elsewhere does not end the program.
const DEEPEST: usize = 32;

fn list(rest: &mut &str, depth: usize) -> Option<Vec<Term>> {
    let mut terms = Vec::new();
    loop {
        terms.push(term(rest, depth)?);
        match rest.strip_prefix(',') {
            Some(after) => *rest = after,
            None => return Some(terms),
        }
    }
}

fn term(rest: &mut &str, depth: usize) -> Option<Term> {
    if depth > DEEPEST {
        return None;
    }
    if rest.starts_with('"') {
        return quoted(rest).map(Term::Text);
    }
    let end = rest.find([',', '(', ')', '"', ' ']).unwrap_or(rest.len());
    let (name, after) = rest.split_at_checked(end).filter(|(name, _)| !name.is_empty())?;
    *rest = after;
    let Some(inside) = after.strip_prefix('(') else { return Some(Term::word(name)) };
    *rest = inside;
    let args = list(rest, depth + 1)?;
    *rest = rest.strip_prefix(')')?;
    Some(Term::of(name, args))
}

/// A text in quotes, as JSON writes it.
pub(super) fn quoted(rest: &mut &str) -> Option<String> {
    let mut read = serde_json::Deserializer::from_str(rest).into_iter::<String>();
    let text = read.next()?.ok()?;
    *rest = rest.get(read.byte_offset()..)?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["jwt", "any(admin,editor)", "required,list(..10,text(1..30))", r#""a, \"b\" (c)""#, "object(A,B)"]
        {
            assert_eq!(Terms(&parse(text).unwrap()).to_string(), text);
        }
    }

    #[test]
    fn what_is_no_list_of_terms_is_not_read() {
        for text in ["", ",", "a,", "a(", "a()", "a(b", "a)b", "a b", "\"a", "a\"b\""] {
            assert_eq!(parse(text), None, "{text}");
        }
        let deep = format!("{}a{}", "a(".repeat(100_000), ")".repeat(100_000));
        assert_eq!(parse(&deep), None);
    }

    #[test]
    fn a_range_lies_in_another_where_both_ends_do() {
        let range = |text| Term::word(text).range().unwrap();
        for (inner, outer, within) in [
            ("1..5", "1..5", true),
            ("2..4", "1..5", true),
            ("0..5", "1..5", false),
            ("1..6", "1..5", false),
            ("..5", "1..5", false),
            ("1..", "1..5", false),
            ("1..5", "..", true),
            ("..", "..", true),
            ("..", "..5", false),
        ] {
            assert_eq!(range(inner).within(range(outer)), within, "{inner} in {outer}");
        }
        assert_eq!(Term::word("5").range(), None);
        assert_eq!(Term::word("a..b").range(), None);
    }
}
