//! The catalogue of rules: the one source of ids, of documentation pages and of `rules.json`. Ids are never reused.
//!
//! `SA0001` on: a macro checks them. `SA0100` on: `secure_api::policy::audit`, which needs types. `SA0200` on: the bounds of
//! the traits in `secure_api`, whose messages name the rule in text.
//!
//! A new rule is an entry in the file of its area, a file under `tests/ui/reject` and the first line of one under
//! `tests/ui/accept`; `tests/tests/ui.rs` misses each of them. `GOLDEN=overwrite cargo test` writes `rules.json` anew.

/// Makes each entry a constant of [`Rule`], and lists those of the file.
macro_rules! rules {
    ($($rule:ident $fields:tt)*) => {
        #[allow(non_upper_case_globals, reason = "they read as the members of a closed set")]
        impl super::Rule {
            $(pub(crate) const $rule: super::Rule = super::Rule $fields;)*
        }

        pub(super) const RULES: &[super::Rule] = &[$(super::Rule::$rule),*];
    };
}

mod declaration;
mod input;
#[cfg(test)]
mod json;
mod limits;
mod object;
mod origin;
mod output;
mod pages;
mod risk;
mod route;
mod secret;
mod signature;
mod sink;
mod vocabulary;

pub(crate) use pages::pages;

/// Where the pages are.
const PAGES: &str = "https://docs.rs/secure-api/latest/secure_api/manual/rules";

/// What finds that a rule is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checker {
    /// The macro, from tokens: the message is one of several.
    Macro,
    /// The audit, from constants, as soon as all macros are content.
    Audit,
    /// The bounds of a trait.
    Types,
}

/// One rule that a handler or a type can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Stands in the message.
    pub(crate) id: &'static str,
    /// A few words for tables.
    pub(crate) name: &'static str,
    /// What is refused.
    pub(crate) what: &'static str,
    /// The attack, or the mistake that makes one possible.
    pub(crate) why: &'static str,
    /// Numbers of the OWASP API Security Top 10 of 2023.
    pub(crate) risks: &'static [usize],
    /// Rust to paste, with what was wrong in a comment.
    pub(crate) fix: &'static str,
    /// Numbers of items of CONFORMANCE.md.
    pub(crate) conformance: &'static [u8],
    /// Who checks it.
    pub(crate) checked_by: Checker,
}

impl Rule {
    /// The last line of each message: the id, and where it is explained.
    pub(crate) fn line(&self) -> String {
        format!("rule: {} {PAGES}/{}/", self.id, self.module())
    }

    /// The name of its page.
    fn module(&self) -> String {
        self.id.to_lowercase()
    }
}

/// Rules that belong together.
struct Area {
    title: &'static str,
    rules: &'static [Rule],
}

const AREAS: &[Area] = &[
    Area { title: "Who may call", rules: declaration::RULES },
    Area { title: "Roles and scopes", rules: vocabulary::RULES },
    Area { title: "Limits", rules: limits::RULES },
    Area { title: "Routes", rules: route::RULES },
    Area { title: "Objects", rules: object::RULES },
    Area { title: "What arrives", rules: input::RULES },
    Area { title: "What leaves", rules: output::RULES },
    Area { title: "Secrets", rules: secret::RULES },
    Area { title: "Signatures", rules: signature::RULES },
    Area { title: "Where text goes", rules: sink::RULES },
    Area { title: "Origins", rules: origin::RULES },
];

#[cfg(test)]
mod tests {
    use super::{AREAS, Checker, Rule, risk};

    fn all() -> impl Iterator<Item = &'static Rule> {
        AREAS.iter().flat_map(|area| area.rules)
    }

    #[test]
    fn ids_and_names_are_distinct() {
        for field in [|rule: &Rule| rule.id, |rule: &Rule| rule.name] {
            let mut seen: Vec<_> = all().map(field).collect();
            seen.sort_unstable();
            let repeated: Vec<_> = seen.windows(2).filter(|two| two[0] == two[1]).collect();
            assert!(repeated.is_empty(), "{repeated:?}");
        }
    }

    #[test]
    fn an_id_says_who_checks() {
        for rule in all() {
            let number: u32 = rule.id.strip_prefix("SA").expect("SA").parse().expect("four digits");
            let told = match number {
                1..100 => Checker::Macro,
                100..200 => Checker::Audit,
                _ => Checker::Types,
            };
            assert_eq!((rule.id.len(), rule.checked_by), (6, told), "{}", rule.id);
        }
    }

    #[test]
    fn every_rule_is_explained() {
        for rule in all() {
            for text in [rule.what, rule.why] {
                assert!(text.ends_with('.') && text.len() > 20, "{}: {text}", rule.id);
            }
            assert!(!rule.fix.is_empty() && !rule.risks.is_empty(), "{}", rule.id);
            assert!(rule.conformance.iter().all(|item| (1..=128).contains(item)), "{}", rule.id);
            assert!(rule.risks.iter().all(|number| risk::RISKS.get(number - 1).is_some()), "{}", rule.id);
        }
    }
}
