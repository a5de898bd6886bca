//! The reviewed lock file, as the attack reads it. This parser shares nothing with what writes the file or with what enforces
//! the policies: an error in those is not repeated here.

mod field;
mod known;
mod read;
mod route;
mod term;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use field::{Field, Kind, Range};
pub(super) use route::{Access, Need, Per, Rate, Route};

/// What a lock file promises.
#[derive(Clone, Debug, Default)]
pub(super) struct Lock {
    /// The first issuer that is named, and whom its tokens are for.
    pub(super) issuer: Option<Issuer>,
    /// The names of further ones.
    pub(super) other_issuers: Vec<String>,
    /// Each role with all that it includes, itself among them.
    pub(super) roles: BTreeMap<String, BTreeSet<String>>,
    /// The same of scopes.
    pub(super) scopes: BTreeMap<String, BTreeSet<String>>,
    /// The role that somebody needs for a scope to count.
    pub(super) scope_needs: BTreeMap<String, String>,
    /// Roles that exclude one another, each pair once.
    pub(super) exclusive: BTreeSet<(String, String)>,
    /// The origins whose pages may read answers.
    pub(super) origins: Vec<Origin>,
    /// The limit of an address before anybody is identified.
    pub(super) source: Option<Rate>,
    /// The limit of a caller over all routes that have none of their own.
    pub(super) caller: Option<Rate>,
    /// Names of fields that servers decide here, besides the usual ones.
    pub(super) server_owned: Vec<String>,
    /// Whether roles come from a store of the application, whatever tokens say.
    pub(super) stored_roles: bool,
    /// The longest that a token may live where tokens are revoked, in seconds.
    pub(super) longest_life_s: Option<u64>,
    /// Whether a proxy is believed.
    pub(super) has_proxies: bool,
    /// In the order of the file.
    pub(super) routes: Vec<Route>,
    /// Routes of an adopted router, of which nothing is promised: method and path; both empty where all of it is adopted.
    pub(super) adopted: Vec<(String, String)>,
    /// What inputs take, by the names of their types.
    pub(super) inputs: BTreeMap<String, Vec<Field>>,
    /// What answers hold, by the names of their types.
    pub(super) outputs: BTreeMap<String, Vec<Field>>,
    /// Kinds of lines and attributes that this parser does not know.
    pub(super) unread: BTreeSet<String>,
    /// What no request from outside can try, in words.
    pub(super) beyond: BTreeSet<&'static str>,
}

/// An origin, and what its pages may do.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) name: String,
    /// Whether browsers send cookies along.
    pub(super) credentials: bool,
    /// How long an answer to a preflight is kept, in seconds.
    pub(super) max_age_s: Option<u64>,
    /// The headers that its pages may send.
    pub(super) headers: Vec<String>,
}

/// Who issues tokens. What a variable of the environment says is not known.
#[derive(Clone, Debug, Default)]
pub(super) struct Issuer {
    pub(super) name: Option<String>,
    pub(super) audience: Option<String>,
    /// Where its tokens name roles, and how: by a prefix, or by other names, of which each means a role.
    pub(super) roles_at: Vec<String>,
    pub(super) role_prefix: String,
    pub(super) role_names: BTreeMap<String, String>,
    /// How far its clock may be off, in seconds.
    pub(super) leeway_s: Option<u64>,
    /// Whether it takes access tokens of RFC 9068 only.
    pub(super) profile_rfc9068: bool,
}

impl Lock {
    /// All names that somebody has who was granted these.
    pub(super) fn held(names: &BTreeMap<String, BTreeSet<String>>, granted: &[String]) -> BTreeSet<String> {
        granted.iter().flat_map(|name| names.get(name).cloned().unwrap_or_else(|| [name.clone()].into())).collect()
    }

    /// The longest time after which no limit remembers anything.
    pub(super) fn longest_window_s(&self) -> u64 {
        let of_routes = self.routes.iter().flat_map(|route| &route.rates);
        of_routes.chain(&self.source).chain(&self.caller).map(Rate::forgets_s).max().unwrap_or(60)
    }

    /// The declared methods of a pattern, `HEAD` among them where there is a `GET`.
    pub(super) fn methods_of(&self, path: &str) -> BTreeSet<String> {
        let declared = self.routes.iter().filter(|route| route.path == path).map(|route| route.method.clone());
        let mut methods: BTreeSet<String> = declared.collect();
        if methods.contains("GET") {
            methods.insert("HEAD".to_owned());
        }
        methods
    }

    pub(super) fn is_adopted(&self, path: &str) -> bool {
        self.adopted.iter().any(|(_, adopted)| adopted.is_empty() || adopted == path)
    }
}
