//! Questions to an inventory: who may, what may somebody, what is open, what stops somebody.

use core::fmt;

use super::{Access, AdoptedRoutes, Asked, Inventory, ObjectRule, Route, Word};

/// Who can call a route.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum WhoCan {
    /// Anyone, for a reason.
    Anyone {
        /// The reason.
        reason: String,
        /// The decisions on objects that are asked nevertheless.
        objects: Vec<ObjectRule>,
    },
    /// Callers.
    Callers {
        /// The roles asked for.
        role: Option<Asked>,
        /// The scopes asked for.
        scope: Option<Asked>,
        /// The decisions on objects that are asked as well.
        objects: Vec<ObjectRule>,
    },
}

/// A route that somebody can call, and on what it still depends.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Callable {
    /// The method.
    pub method: String,
    /// The pattern.
    pub path: String,
    /// Whether no role is needed for it.
    pub without_role: bool,
    /// The scopes asked for beside the role.
    pub scope: Option<Asked>,
    /// The decisions on objects.
    pub objects: Vec<ObjectRule>,
}

/// All that a role can call.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CallableBy {
    /// The role.
    pub role: String,
    /// The routes, by path and method.
    pub routes: Vec<Callable>,
}

/// A route that anyone can call, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Public {
    /// The route, as `GET /health`; of an adopted router without a list, all of it.
    pub route: String,
    /// Why.
    pub reason: String,
    /// Whether nobody has verified that it is what it is said to be: it is adopted.
    pub unverified: bool,
}

impl Inventory {
    /// Who can call a route, by its pattern or by a path that it takes; `None` where there is none.
    #[must_use]
    pub fn who_can(&self, method: &str, path: &str) -> Option<WhoCan> {
        let route = self.matching(method, path)?;
        let objects = route.objects.clone();
        Some(match &route.access {
            Access::Public { reason, .. } => WhoCan::Anyone { reason: reason.clone(), objects },
            Access::Caller { role, scope, .. } => WhoCan::Callers { role: role.clone(), scope: scope.clone(), objects },
        })
    }

    /// What somebody with this role, and what it includes, can call; `None` where no such role is declared.
    #[must_use]
    pub fn callable_by(&self, role: &str) -> Option<CallableBy> {
        let held = held(&self.application.roles, &[role.to_owned()])?;
        let callable = |route: &Route| {
            let (without_role, scope) = match &route.access {
                Access::Public { .. } => (true, None),
                Access::Caller { role: None, scope, .. } => (true, scope.clone()),
                Access::Caller { role: Some(asked), scope, .. } if met(asked, &held) => (false, scope.clone()),
                Access::Caller { .. } => return None,
            };
            let (method, path, objects) = (route.method.clone(), route.path.clone(), route.objects.clone());
            Some(Callable { method, path, without_role, scope, objects })
        };
        Some(CallableBy { role: role.to_owned(), routes: self.routes.iter().filter_map(callable).collect() })
    }

    /// What anyone can call, and why. An adopted router is among it: nobody has verified who may call that.
    #[must_use]
    pub fn public(&self) -> Vec<Public> {
        let open = self.routes.iter().filter_map(|route| match &route.access {
            Access::Public { reason, .. } => Some(Public {
                route: format!("{} {}", route.method, route.path),
                reason: reason.clone(),
                unverified: false,
            }),
            Access::Caller { .. } => None,
        });
        let adopted = self.application.adopted.iter().flat_map(|adopted| {
            let routes = match &adopted.routes {
                AdoptedRoutes::All => vec!["an adopted router".to_owned()],
                AdoptedRoutes::Listed(routes) => routes.clone(),
            };
            routes.into_iter().map(|route| Public { route, reason: adopted.reason.clone(), unverified: true })
        });
        open.chain(adopted).collect()
    }

    /// The route that a request for a path goes to. A pattern is found as itself.
    pub(super) fn matching(&self, method: &str, path: &str) -> Option<&Route> {
        let path = self.pattern(path)?;
        let method = if method.eq_ignore_ascii_case("HEAD") { "GET" } else { method };
        self.routes.iter().find(|route| route.path == path && route.method.eq_ignore_ascii_case(method))
    }

    /// The pattern that a path is of: a literal segment before a parameter, as the router has it.
    pub(super) fn pattern(&self, path: &str) -> Option<&str> {
        if let Some(route) = self.routes.iter().find(|route| route.path == path) {
            return Some(&route.path);
        }
        let mut patterns = matchit::Router::new();
        for route in &self.routes {
            // Each pattern once: the second is refused.
            let _ = patterns.insert(route.path.as_str(), route.path.as_str());
        }
        patterns.at(path).ok().map(|found| *found.value)
    }
}

/// These names with all that they include; `None` where one is not declared.
pub(super) fn held(known: &[Word], names: &[String]) -> Option<Vec<String>> {
    let mut held = Vec::new();
    for name in names {
        let word = known.iter().find(|word| word.name == *name)?;
        held.push(word.name.clone());
        held.extend(word.includes.iter().cloned());
    }
    Some(held)
}

/// Whether these names are enough.
pub(super) fn met(asked: &Asked, held: &[String]) -> bool {
    let has = |name: &String| held.contains(name);
    !asked.names.is_empty() && if asked.all { asked.names.iter().all(has) } else { asked.names.iter().any(has) }
}

/// `, where the rule for Read Article permits it`
pub(super) fn objects(objects: &[ObjectRule]) -> String {
    let each = objects.iter().map(|object| format!(", where the rule says yes to {object}"));
    each.collect()
}

impl fmt::Display for WhoCan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WhoCan::Anyone { reason, objects: rules } => write!(f, "anyone{}: {reason}", objects(rules)),
            WhoCan::Callers { role: None, scope: None, objects: rules } => {
                write!(f, "every known caller{}", objects(rules))
            }
            WhoCan::Callers { role, scope, objects: rules } => {
                f.write_str("callers")?;
                if let Some(role) = role {
                    write!(f, " with the role {role}")?;
                    if role.held_by != role.names && !role.held_by.is_empty() {
                        write!(f, " (which {} have)", role.held_by.join(", "))?;
                    }
                }
                if let Some(scope) = scope {
                    write!(f, "{} the scope {scope}", if role.is_some() { " and" } else { " with" })?;
                }
                f.write_str(&objects(rules))
            }
        }
    }
}

impl fmt::Display for Callable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        if let Some(scope) = &self.scope {
            write!(f, ", with the scope {scope}")?;
        }
        f.write_str(&objects(&self.objects))?;
        if self.without_role { f.write_str(" (no role is needed)") } else { Ok(()) }
    }
}

impl fmt::Display for CallableBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.routes.iter().try_for_each(|route| writeln!(f, "{route}"))
    }
}

impl fmt::Display for Public {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unverified = if self.unverified { " (unverified)" } else { "" };
        write!(f, "{}{unverified}: {}", self.route, self.reason)
    }
}
