//! The one table of keys, and the entries of a `#[secure(..)]` by key.

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::parse::{Entry, did_you_mean, entries, listed};
use crate::report::{Faults, Rule};

/// A key that `#[secure(..)]` has.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    /// What stands behind it, ready to paste.
    pub(crate) example: &'static str,
    /// Whether it may stand more than once.
    pub(crate) repeats: bool,
}

const fn key(name: &'static str, example: &'static str) -> Key {
    Key { name, example, repeats: false }
}

/// All of them, in the order in which help lists them.
pub(crate) const KEYS: &[Key] = &[
    key("auth", "auth = \"jwt\""),
    key("role", "role = Role::Editor"),
    key("scope", "scope = Scope::Write"),
    key("public", "public = \"why nobody has to say who they are\""),
    key("rate", "rate = \"10/min\""),
    key("body", "body = \"64kb\""),
    key("timeout", "timeout = \"5s\""),
    key("concurrency", "concurrency = 32"),
    Key { name: "no_object_check", example: "no_object_check(param) = \"why no decision is needed\"", repeats: true },
];

/// Words of other frameworks, and of the documentation, for the keys here.
const SYNONYMS: &[(&str, &str)] = &[
    ("authentication", "auth"),
    ("authenticated", "auth"),
    ("roles", "role"),
    ("scopes", "scope"),
    ("permission", "scope"),
    ("permissions", "scope"),
    ("anonymous", "public"),
    ("limit", "rate"),
    ("throttle", "rate"),
    ("rate_limit", "rate"),
    ("max_body", "body"),
    ("body_limit", "body"),
    ("no_object_level_check", "no_object_check"),
];

/// The entries of a `#[secure(..)]`.
#[derive(Default)]
pub(crate) struct Declaration {
    entries: Vec<Entry>,
    /// The keys that unknown ones were most likely meant to be.
    meant: Vec<&'static str>,
}

impl Declaration {
    /// Sorts the entries; unknown and repeated keys are mistakes.
    pub(crate) fn read(tokens: TokenStream, faults: &mut Faults) -> Self {
        let mut declaration = Self::default();
        for entry in entries(tokens) {
            match entry {
                Ok(entry) => declaration.insert(entry, faults),
                Err(tokens) => {
                    let what = format!("`{tokens}` is not an entry of `#[secure(..)]`");
                    faults.add(Rule::Value, tokens, what, "write `key = value`, with a comma between entries");
                }
            }
        }
        declaration
    }

    /// The entry of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Whether a misspelt key was most likely meant to be this one.
    pub(crate) fn meant(&self, key: &str) -> bool {
        self.meant.contains(&key)
    }

    /// The entries of a key that may stand more than once.
    pub(crate) fn all<'d>(&'d self, key: &'d str) -> impl Iterator<Item = &'d Entry> {
        self.entries.iter().filter(move |entry| entry.key == key)
    }

    fn insert(&mut self, entry: Entry, faults: &mut Faults) {
        let name = entry.key.to_string();
        if entry.run_on {
            let what = format!("a comma is missing before `{name}`");
            faults.add(Rule::Value, &entry.key, what, format!("write `, {name}`"));
        }
        let Some(key) = KEYS.iter().find(|key| key.name == name) else {
            return self.meant.extend(unknown(&entry, &name, faults));
        };
        if !key.repeats && self.get(&name).is_some() {
            let what = format!("`{name}` is given twice");
            return faults.add(Rule::DuplicateKey, &entry.key, what, "keep one of them");
        }
        if !key.repeats
            && let Some(inner) = &entry.inner
        {
            let what = format!("`{name}` takes its value behind `=`");
            return faults.add(Rule::Value, inner.to_token_stream(), what, format!("write `{}`", key.example));
        }
        self.entries.push(entry);
    }
}

fn unknown(entry: &Entry, name: &str, faults: &mut Faults) -> Option<&'static str> {
    let names: Vec<&'static str> = KEYS.iter().map(|key| key.name).collect();
    let synonym = SYNONYMS.iter().find(|(other, _)| *other == name).map(|(_, key)| *key);
    let near = synonym.or_else(|| did_you_mean(name, &names));
    let help = match KEYS.iter().find(|key| Some(key.name) == near) {
        Some(key) => format!("did you mean `{}`?", meant(key, entry)),
        None => format!("the keys are {}", listed(&names)),
    };
    faults.add(Rule::UnknownKey, &entry.key, format!("`{name}` is not a key of `#[secure(..)]`"), help);
    near
}

/// The key with what was written for it: its example would be somebody else's policy.
fn meant(key: &Key, entry: &Entry) -> String {
    let text = |tokens: &dyn core::fmt::Display| {
        tokens.to_string().replace(" :: ", "::").replace(" (", "(").replace(" ,", ",")
    };
    match (&entry.inner, entry.value.is_empty()) {
        (Some(inner), true) => format!("{}({})", key.name, text(inner)),
        (Some(inner), false) => format!("{}({}) = {}", key.name, text(inner), text(&entry.value)),
        (None, false) => format!("{} = {}", key.name, text(&entry.value)),
        (None, true) => key.example.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Declaration, KEYS};
    use crate::report::Faults;

    fn mistakes(text: &str) -> usize {
        let mut faults = Faults::default();
        let Ok(tokens) = text.parse() else { return 0 };
        let _ = Declaration::read(tokens, &mut faults);
        faults.into_tokens().to_string().matches("compile_error").count()
    }

    #[test]
    fn every_key_is_known_by_its_own_example() {
        for key in KEYS {
            assert_eq!(mistakes(key.example), 0, "{}", key.name);
        }
    }

    #[test]
    fn each_wrong_entry_is_one_mistake() {
        assert_eq!(mistakes("auth = \"jwt\", rate = \"10/min\""), 0);
        assert_eq!(mistakes("raet = \"10/min\""), 1);
        assert_eq!(mistakes("auth = \"jwt\", auth = \"jwt\""), 1);
        assert_eq!(mistakes("\"jwt\", = 4, auth rate"), 3);
    }

    proptest::proptest! {
        #[test]
        fn any_tokens_are_read_or_refused(text in "[a-z=,()\\[\\]\"0-9 :{}#!]*") {
            let _ = mistakes(&text);
        }
    }
}
