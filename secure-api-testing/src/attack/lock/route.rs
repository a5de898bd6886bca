//! One route, as the file has it.

use std::collections::BTreeSet;

use super::field::Kind;
use super::read::{Said, texts};
use super::term::Term;

/// A route and what is promised of it.
#[derive(Clone, Debug)]
pub(in crate::attack) struct Route {
    pub(in crate::attack) method: String,
    /// The pattern, as `/articles/{id}`.
    pub(in crate::attack) path: String,
    pub(in crate::attack) access: Access,
    pub(in crate::attack) role: Option<Need>,
    pub(in crate::attack) scope: Option<Need>,
    pub(in crate::attack) rates: Vec<Rate>,
    /// The most bytes of a body.
    pub(in crate::attack) body: Option<u64>,
    /// The names of the inputs.
    pub(in crate::attack) json: Option<String>,
    pub(in crate::attack) form: Option<String>,
    pub(in crate::attack) query: Option<String>,
    /// The status of success, where the handler does not choose it.
    pub(in crate::attack) answer: Option<u16>,
    /// Whether it answers with JSON, and what is in it.
    pub(in crate::attack) answers_json: bool,
    /// Whether it answers with the page that shows the document.
    pub(in crate::attack) page: bool,
    pub(in crate::attack) sends: Option<Kind>,
    pub(in crate::attack) objects: Vec<Object>,
    /// Resources that a list or an input asks about.
    pub(in crate::attack) decides: Vec<String>,
}

/// Who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::attack) enum Access {
    Public {
        /// Whether known callers are told apart.
        optional: bool,
    },
    Caller,
}

/// Roles or scopes that are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::attack) struct Need {
    pub(in crate::attack) names: Vec<String>,
    /// Whether all of them are needed.
    pub(in crate::attack) all: bool,
}

/// A parameter of the path, or several, that name an object.
#[derive(Clone, Debug)]
pub(in crate::attack) struct Object {
    pub(in crate::attack) params: Vec<String>,
    pub(in crate::attack) resource: String,
}

/// How often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::attack) struct Rate {
    /// The most in one window.
    pub(in crate::attack) quota: u64,
    /// How many a window sustains.
    pub(in crate::attack) count: u64,
    pub(in crate::attack) window_s: u64,
    pub(in crate::attack) per: Per,
}

/// Who is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::attack) enum Per {
    Caller,
    Address,
    Route,
}

impl Rate {
    /// After so long it remembers nothing: a bucket that is larger than what a window sustains takes longer to fill.
    pub(in crate::attack) fn forgets_s(&self) -> u64 {
        self.window_s.saturating_mul(self.quota.div_ceil(self.count.max(1)).max(1))
    }

    /// `10/60s/caller` or `10/60s/caller/burst20`.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let read = || {
            let mut parts = text.split('/');
            let count: u64 = parts.next()?.parse().ok()?;
            let window_s = parts.next()?.strip_suffix('s')?.parse().ok().filter(|seconds| *seconds > 0)?;
            let per = match parts.next()? {
                "caller" => Per::Caller,
                "address" => Per::Address,
                "route" => Per::Route,
                _ => return None,
            };
            let burst = parts.next().map(|burst| burst.strip_prefix("burst")?.parse::<u64>().ok());
            let quota = burst.unwrap_or(Some(count))?;
            parts.next().is_none().then_some(Self { quota, count, window_s, per })
        };
        read().ok_or_else(|| format!("`{text}` is no rate"))
    }
}

impl Need {
    /// `any(a,b)`, `all(a,b)`, or one name.
    fn read(said: &Said, name: &str) -> Option<Self> {
        Self::of(said.get(name)?)
    }

    pub(super) fn of(terms: &[Term]) -> Option<Self> {
        let names = |terms: &[Term]| terms.iter().map(|term| term.text().to_owned()).collect();
        Some(match terms {
            [] => return None,
            [Term::Word(word, inside)] if word == "all" || word == "any" => {
                Self { names: names(inside), all: word == "all" }
            }
            several => Self { names: names(several), all: true },
        })
    }

    /// Whether whoever holds these may.
    pub(in crate::attack) fn met_by(&self, held: &BTreeSet<String>) -> bool {
        let Self { names, all } = self;
        if *all { names.iter().all(|name| held.contains(name)) } else { names.iter().any(|name| held.contains(name)) }
    }
}

impl Route {
    pub(super) fn read(method: &str, path: &str, said: &Said) -> Result<Self, String> {
        let word = |name: &str| texts(said, name).next();
        let public = said.contains_key("public");
        if !public && !said.contains_key("access") {
            return Err("it does not say who may call".to_owned());
        }
        let access = if public { Access::Public { optional: said.contains_key("optional") } } else { Access::Caller };
        let number = |name: &str| {
            let read = |text: String| text.parse().map_err(|_| format!("`{text}` of `{name}` is no number"));
            word(name).map(read).transpose()
        };
        let answer = said.get("answer").and_then(|terms| terms.first());
        let page = answer.is_some_and(|term| term.text() == "page");
        let inside = answer.map(Term::inside).filter(|inside| !page && !inside.is_empty());
        let objects = said.iter().filter_map(|(name, terms)| {
            let params = name.strip_prefix("object.")?.split(['+', ',']).map(str::to_owned).collect();
            Some(Object { params, resource: resource(terms.first()?.text()) })
        });
        Ok(Self {
            method: method.to_owned(),
            path: path.to_owned(),
            access,
            role: Need::read(said, "role"),
            scope: Need::read(said, "scope"),
            rates: texts(said, "rate").map(|rate| Rate::read(&rate)).collect::<Result<_, _>>()?,
            body: number("body")?,
            json: word("json"),
            form: word("form"),
            query: word("query"),
            answer: if page { Some(200) } else { answer.and_then(|term| term.text().parse().ok()) },
            sends: inside.map(Kind::read),
            answers_json: inside.is_some(),
            page,
            objects: objects.collect(),
            decides: texts(said, "decides").map(|rule| resource(&rule)).collect(),
        })
    }

    /// How a case is called that is about this route.
    pub(in crate::attack) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    pub(in crate::attack) fn is_public(&self) -> bool {
        self.access != Access::Caller
    }

    /// Whether a token is looked at.
    pub(in crate::attack) fn reads_tokens(&self) -> bool {
        self.access != Access::Public { optional: false }
    }

    /// The parameters of the path.
    pub(in crate::attack) fn params(&self) -> Vec<&str> {
        let inner = |segment: &'_ str| segment.starts_with('{') && segment.ends_with('}');
        let names = self.path.split('/').filter(|segment| inner(segment));
        names.map(|segment| segment.trim_matches(['{', '}', '*'])).collect()
    }

    /// Whether a parameter is part of the id of an object.
    pub(in crate::attack) fn is_id(&self, param: &str) -> bool {
        self.objects.iter().any(|object| object.params.iter().any(|name| name == param))
    }

    /// Whether a request for this path is one for this route. `HEAD` is answered by `GET`.
    pub(in crate::attack) fn answers(&self, method: &str, path: &str) -> bool {
        let method = if method == "HEAD" { "GET" } else { method };
        let (pattern, path): (Vec<_>, Vec<_>) = (self.path.split('/').collect(), path.split('/').collect());
        let fits = |(pattern, part): (&&str, &&str)| pattern == part || (pattern.starts_with('{') && !part.is_empty());
        self.method == method && pattern.len() == path.len() && pattern.iter().zip(&path).all(fits)
    }

    /// The pattern with values in the places of its parameters.
    pub(in crate::attack) fn with(&self, value_of: impl Fn(&str) -> String) -> String {
        let fill = |segment: &str| match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => value_of(name.trim_matches('*')),
            None => segment.to_owned(),
        };
        self.path.split('/').map(fill).collect::<Vec<_>>().join("/")
    }
}

/// `Article/Read` is about articles.
fn resource(rule: &str) -> String {
    rule.split_once('/').map_or(rule, |(resource, _)| resource).to_owned()
}
