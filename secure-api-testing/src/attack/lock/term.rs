//! What an attribute says: a comma list of words, of words with a list in parentheses, and of texts in quotes.

use std::fmt;

/// Deeper than that nobody writes, and a file from elsewhere does not end the program.
const DEEPEST: usize = 16;

/// One term of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Term {
    /// What somebody wrote for people.
    Quoted(String),
    /// A word, and what its parentheses hold.
    Word(String, Vec<Term>),
}

impl Term {
    /// The word; empty for a text.
    pub(crate) fn word(&self) -> &str {
        match self {
            Self::Quoted(_) => "",
            Self::Word(word, _) => word,
        }
    }

    /// The word, or the text.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Quoted(text) | Self::Word(text, _) => text,
        }
    }

    /// What its parentheses hold.
    pub(crate) fn inside(&self) -> &[Term] {
        match self {
            Self::Quoted(_) => &[],
            Self::Word(_, inside) => inside,
        }
    }
}

/// As the file has it.
impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quoted(text) => write!(f, "{text:?}"),
            Self::Word(word, inside) if inside.is_empty() => f.write_str(word),
            Self::Word(word, inside) => {
                let inside: Vec<String> = inside.iter().map(Self::to_string).collect();
                write!(f, "{word}({})", inside.join(","))
            }
        }
    }
}

/// Reads what stands in a line, from left to right.
pub(super) struct Scanner<'l> {
    rest: &'l str,
}

impl<'l> Scanner<'l> {
    pub(super) fn new(line: &'l str) -> Self {
        Self { rest: line }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Up to one of these signs, which stays.
    pub(super) fn until(&mut self, ends: &[char]) -> &'l str {
        let (word, rest) = self.rest.split_at(self.rest.find(ends).unwrap_or(self.rest.len()));
        self.rest = rest;
        word
    }

    /// Takes this sign, if it comes next.
    pub(super) fn takes(&mut self, sign: char) -> bool {
        let Some(rest) = self.rest.strip_prefix(sign) else { return false };
        self.rest = rest;
        true
    }

    /// A comma list.
    pub(super) fn terms(&mut self) -> Result<Vec<Term>, String> {
        self.list(0)
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Term>, String> {
        if depth > DEEPEST {
            return Err("parentheses are nested too deep".to_owned());
        }
        let mut terms = vec![self.term(depth)?];
        while self.takes(',') {
            terms.push(self.term(depth)?);
        }
        Ok(terms)
    }

    fn term(&mut self, depth: usize) -> Result<Term, String> {
        if self.rest.starts_with('"') {
            return self.quoted().map(Term::Quoted);
        }
        let word = self.until(&[',', '(', ')', ' ', '"']);
        if word.is_empty() {
            return Err(format!("a word is missing before `{}`", self.rest));
        }
        let inside = if self.takes('(') {
            let inside = self.list(depth + 1)?;
            if !self.takes(')') {
                return Err(format!("the parenthesis of `{word}` is not closed"));
            }
            inside
        } else {
            Vec::new()
        };
        Ok(Term::Word(word.to_owned(), inside))
    }

    /// A JSON string.
    fn quoted(&mut self) -> Result<String, String> {
        let mut escaped = false;
        let closes = |(place, sign): (usize, char)| {
            let closes = place > 0 && sign == '"' && !escaped;
            escaped = sign == '\\' && !escaped;
            closes.then_some(place + 1)
        };
        let end = self.rest.char_indices().find_map(closes).ok_or("a text in quotes does not end")?;
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        serde_json::from_str(text).map_err(|error| format!("{text} is no text: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(word: &str) -> Term {
        Term::Word(word.to_owned(), Vec::new())
    }

    fn read(text: &str) -> Result<Vec<Term>, String> {
        let mut scanner = Scanner::new(text);
        let terms = scanner.terms()?;
        if scanner.is_at_end() { Ok(terms) } else { Err(scanner.rest.to_owned()) }
    }

    #[test]
    fn words_lists_and_texts_are_told_apart() {
        assert_eq!(read("60/60s/caller"), Ok(vec![word("60/60s/caller")]));
        let tag = Term::Word("text".to_owned(), vec![word("1..30")]);
        let tags = Term::Word("list".to_owned(), vec![word("0..10"), tag]);
        assert_eq!(read("required,list(0..10,text(1..30))"), Ok(vec![word("required"), tags]));
        assert_eq!(read(r#""a \"b\", (c)\\""#), Ok(vec![Term::Quoted(r#"a "b", (c)\"#.to_owned())]));
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for text in ["", ",", "a,", "a()", "a(b", "a)b", "a b", "\"a", &"a(".repeat(100_000)] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
