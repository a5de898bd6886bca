//! What stops somebody: the first step that refuses, in the order in which a request takes them.

use core::fmt;

use super::queries::{held, met};
use super::{Access, AdoptedRoutes, Inventory, ObjectRule, Route, Word};

/// Somebody who calls, as the checks see them: `Asker::caller().role("editor")`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    known: bool,
    roles: Vec<String>,
    scopes: Vec<String>,
}

/// What comes of a call.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// A step refuses it, whatever else is in it.
    Stopped {
        /// The step.
        step: Step,
        /// The status of the answer.
        status: u16,
        /// The rule, in words.
        rule: String,
    },
    /// Nothing of what is declared refuses this caller. What a request may still break, in the order of the steps.
    Through {
        /// Where it still may end.
        unless: Vec<Condition>,
    },
    /// It goes to the adopted router, of which nothing is known.
    Unverified {
        /// Why that is there.
        reason: String,
    },
}

/// A step that refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// No route has this path, or none of it this method.
    Route,
    /// Nobody is known, or what the token says of roles cannot be.
    Identify,
    /// The role.
    Role,
    /// The scope.
    Scope,
}

/// Something in a request that a later step may refuse.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Condition {
    /// The statuses of the answer.
    pub statuses: Vec<u16>,
    /// What is asked, in words.
    pub what: String,
}

impl Asker {
    /// Somebody without a token.
    #[must_use]
    pub fn stranger() -> Self {
        Self { known: false, roles: Vec::new(), scopes: Vec::new() }
    }

    /// Somebody with a token that holds, and no role or scope yet.
    #[must_use]
    pub fn caller() -> Self {
        Self { known: true, ..Self::stranger() }
    }

    /// With this role as well.
    #[must_use]
    pub fn role(mut self, name: impl Into<String>) -> Self {
        self.roles.push(name.into());
        self
    }

    /// With this scope as well.
    #[must_use]
    pub fn scope(mut self, name: impl Into<String>) -> Self {
        self.scopes.push(name.into());
        self
    }
}

impl Inventory {
    /// The first step that refuses a call of this caller, or what it still depends on. A role or a scope that is not declared
    /// grants nothing.
    #[must_use]
    pub fn what_stops(&self, method: &str, path: &str, asker: &Asker) -> Outcome {
        let Some(route) = self.matching(method, path) else { return self.unrouted(method, path) };
        if let Access::Caller { role, scope, .. } = &route.access {
            if !asker.known {
                return stopped(Step::Identify, 401, "a token that holds is asked for".to_owned());
            }
            if let Some((one, other)) = self.exclusive(asker) {
                return stopped(Step::Identify, 401, format!("nobody has the roles {one} and {other}"));
            }
            let roles = declared(&self.application.roles, &asker.roles);
            if let Some(asked) = role.as_ref().filter(|asked| !met(asked, &roles)) {
                return stopped(Step::Role, 403, format!("the role {asked} is asked for"));
            }
            let scopes = self.lent(asker, &roles);
            if let Some(asked) = scope.as_ref().filter(|asked| !met(asked, &scopes)) {
                return stopped(Step::Scope, 403, format!("the scope {asked} is asked for"));
            }
        }
        Outcome::Through { unless: conditions(route) }
    }

    fn unrouted(&self, method: &str, path: &str) -> Outcome {
        let adopted = self.application.adopted.as_ref();
        if let Some(adopted) = adopted.filter(|adopted| goes_on(&adopted.routes, method, path)) {
            return Outcome::Unverified { reason: adopted.reason.clone() };
        }
        let Some(pattern) = self.pattern(path) else {
            return stopped(Step::Route, 404, format!("no route has the path {path}"));
        };
        let others: Vec<&str> =
            self.routes.iter().filter(|route| route.path == pattern).map(|route| route.method.as_str()).collect();
        stopped(Step::Route, 405, format!("{pattern} has {}, and not {method}", others.join(", ")))
    }

    /// Two roles of which a caller has one at most.
    fn exclusive(&self, asker: &Asker) -> Option<(String, String)> {
        let roles = declared(&self.application.roles, &asker.roles);
        let excluded = |word: &Word| word.excludes.iter().find(|other| roles.contains(other)).cloned();
        let mut held = self.application.roles.iter().filter(|word| roles.contains(&word.name));
        held.find_map(|word| Some((word.name.clone(), excluded(word)?)))
    }

    /// The scopes that count: some are for who has a role alone.
    fn lent(&self, asker: &Asker, roles: &[String]) -> Vec<String> {
        let scopes = declared(&self.application.scopes, &asker.scopes);
        let counts = |name: &String| {
            let word = self.application.scopes.iter().find(|word| word.name == *name);
            word.and_then(|word| word.needs_role.as_ref()).is_none_or(|needed| roles.contains(needed))
        };
        scopes.into_iter().filter(counts).collect()
    }
}

/// Whether a request that no route of ours takes goes to the adopted router.
fn goes_on(routes: &AdoptedRoutes, method: &str, path: &str) -> bool {
    let AdoptedRoutes::Listed(routes) = routes else { return true };
    let mut patterns = matchit::Router::new();
    for route in routes {
        let Some((of, pattern)) = route.split_once(' ') else { continue };
        if of == method || (of == "GET" && method == "HEAD") {
            // Each pattern once: the second is refused.
            let _ = patterns.insert(pattern, ());
        }
    }
    patterns.at(path).is_ok()
}

/// Those that are declared, with all that they include.
fn declared(known: &[Word], names: &[String]) -> Vec<String> {
    names.iter().filter_map(|name| held(known, core::slice::from_ref(name))).flatten().collect()
}

fn stopped(step: Step, status: u16, rule: String) -> Outcome {
    Outcome::Stopped { step, status, rule }
}

/// What is asked of a request after its caller may call, in the order of the steps.
fn conditions(route: &Route) -> Vec<Condition> {
    let mut all = Vec::new();
    let mut unless = |statuses: &[u16], what: String| all.push(Condition { statuses: statuses.to_vec(), what });
    for rate in &route.rates {
        unless(&[429], format!("no more than {rate}"));
    }
    if let Some(calls) = route.concurrency {
        unless(&[503], format!("no more than {calls} calls at once"));
    }
    for input in &route.inputs {
        unless(
            if route.body_limit.is_some() { &[400, 413, 415, 422] } else { &[400, 422] },
            format!("{input} is valid"),
        );
    }
    for object in &route.objects {
        unless(&[404], rule(object));
    }
    all
}

fn rule(object: &ObjectRule) -> String {
    format!("the rule says yes to {object}")
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Stopped { step, status, rule } => write!(f, "{status} at {step}: {rule}"),
            Outcome::Unverified { reason } => write!(f, "it goes to the adopted router: {reason}"),
            Outcome::Through { unless } if unless.is_empty() => f.write_str("nothing"),
            Outcome::Through { unless } => {
                f.write_str("nothing, as long as ")?;
                let each: Vec<String> = unless.iter().map(ToString::to_string).collect();
                f.write_str(&each.join("; "))
            }
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let statuses: Vec<String> = self.statuses.iter().map(ToString::to_string).collect();
        write!(f, "{} (else {})", self.what, statuses.join(" or "))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Step::Route => "the route",
            Step::Identify => "identification",
            Step::Role => "the role",
            Step::Scope => "the scope",
        })
    }
}
