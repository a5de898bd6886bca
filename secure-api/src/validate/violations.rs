//! Where an input breaks a rule, and which.

use core::fmt;
use std::borrow::Cow;

use serde::Serialize;

use super::fault::ReadFault;

/// The most violations that are told about one request. A client mends the first ones first.
const MOST: usize = 64;

/// One rule that an input breaks. Never holds a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    path: String,
    code: Cow<'static, str>,
}

impl Violation {
    /// The field by its name on the wire, as `tags[3].name`. Empty for the whole input.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The rule, as `length`.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }
}

/// The violations of one input in the order in which they were found, at most 64.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Violations {
    found: Vec<Violation>,
}

impl Violations {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { found: Vec::new() }
    }

    /// Adds one, unless there are enough. A code that is not `[a-z0-9_]{1,64}` becomes `invalid`: it may have been made from a
    /// value.
    pub fn push(&mut self, at: &FieldPath<'_>, code: impl Into<Cow<'static, str>>) {
        let code = code.into();
        #[cfg(secure_api_mutation)]
        if crate::mutation::overlooks(&code) {
            return;
        }
        if self.found.len() < MOST {
            let code = if is_code(&code) { code } else { Cow::Borrowed("invalid") };
            self.found.push(Violation { path: at.to_string(), code });
        }
    }

    /// Whether nothing was found.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.found.len()
    }

    /// Each of them.
    pub fn iter(&self) -> core::slice::Iter<'_, Violation> {
        self.found.iter()
    }
}

impl<'v> IntoIterator for &'v Violations {
    type Item = &'v Violation;
    type IntoIter = core::slice::Iter<'v, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.found.iter()
    }
}

impl From<ReadFault> for Violations {
    fn from(fault: ReadFault) -> Self {
        let code = Cow::Borrowed(fault.kind().code());
        Self { found: vec![Violation { path: fault.into_path(), code }] }
    }
}

fn is_code(code: &str) -> bool {
    (1..=64).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// The way to a field. Lives on the stack and becomes text only where a rule is broken.
#[derive(Clone, Copy, Debug)]
pub struct FieldPath<'p> {
    parent: Option<&'p FieldPath<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'p> {
    Root,
    Field(&'p str),
    Index(usize),
}

impl<'p> FieldPath<'p> {
    /// The whole input.
    #[must_use]
    pub const fn root() -> Self {
        Self { parent: None, step: Step::Root }
    }

    /// A field of this one, by its name on the wire.
    #[must_use]
    pub const fn field(&'p self, name: &'p str) -> Self {
        Self { parent: Some(self), step: Step::Field(name) }
    }

    /// An element of this list.
    #[must_use]
    pub const fn index(&'p self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }
}

impl fmt::Display for FieldPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Index(index) => write!(f, "[{index}]"),
            Step::Field(name) => {
                let is_first = self.parent.is_none_or(|parent| matches!(parent.step, Step::Root));
                write!(f, "{}{name}", if is_first { "" } else { "." })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_as_on_the_wire() {
        let root = FieldPath::root();
        let tags = root.field("tags");
        let third = tags.index(3);
        assert_eq!(third.field("name").to_string(), "tags[3].name");
        assert_eq!(root.index(0).field("a").to_string(), "[0].a");
        assert_eq!(tags.to_string(), "tags");
        assert_eq!(root.to_string(), "");
    }

    #[test]
    fn violations_keep_their_order_and_their_bound() {
        let mut found = Violations::new();
        let root = FieldPath::root();
        for place in 0..1_000 {
            found.push(&root.index(place), "length");
        }
        assert_eq!(found.len(), MOST);
        let paths: Vec<_> = found.iter().map(Violation::path).collect();
        assert!(paths.starts_with(&["[0]", "[1]", "[2]"]));
    }

    #[test]
    fn a_code_that_could_be_a_value_is_not_told() {
        let mut found = Violations::new();
        for code in ["email", "Not A Code", "", "canary-1"] {
            found.push(&FieldPath::root(), code);
        }
        found.push(&FieldPath::root(), "x".repeat(65));
        let codes: Vec<_> = found.iter().map(Violation::code).collect();
        assert_eq!(codes, ["email", "invalid", "invalid", "invalid", "invalid"]);
    }

    #[test]
    fn violations_are_written_as_a_list_of_paths_and_codes() {
        let mut found = Violations::new();
        found.push(&FieldPath::root().field("title"), "length");
        assert_eq!(serde_json::to_string(&found).unwrap(), r#"[{"path":"title","code":"length"}]"#);
    }
}
