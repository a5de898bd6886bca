//! What the parts of an application make of each other, and the faults in that.

use crate::identify::{self, Jwt, Known, RoleCache, Verifier};
use crate::limit::{DEFAULT_TOKENS, MOST_TOKENS};
use crate::policy::{Rate, RateKey, Requirement, RoutePolicy, Scheme, Vocabulary};
use crate::respond::Limited;

use super::{Faults, NamesAtRoot, ungranted};

/// The one vocabulary of an application: of its routes, and of the fields that only some see.
pub(super) fn vocabulary<'e>(
    policies: &[&'static RoutePolicy],
    limited: impl Iterator<Item = &'e Limited>,
    what: &str,
    pick: impl Fn(Option<Requirement>, Option<Requirement>) -> Option<Requirement>,
    faults: &mut Faults,
) -> Option<&'static Vocabulary> {
    let of_routes = policies.iter().map(|policy| {
        let (role, scope) = policy.access.asked();
        (role, scope, policy.handler)
    });
    let of_fields = limited.map(|limited| (limited.role, limited.scope, limited.field));
    let mut first: Option<(&'static Vocabulary, &'static str)> = None;
    for (role, scope, user) in of_routes.chain(of_fields) {
        let Some(needed) = pick(role, scope) else { continue };
        match first {
            None => first = Some((needed.vocabulary, user)),
            Some((known, first)) if !known.same(needed.vocabulary) => faults.push(
                format!(
                    "two enums of {what}s: `{}` for {first} and `{}` for {user}",
                    known.type_name, needed.vocabulary.type_name
                ),
                "an application has one: a name must mean the same everywhere",
            ),
            Some(_) => {}
        }
    }
    first.map(|(vocabulary, _)| vocabulary)
}

/// The roles that routes ask for, or else those that scopes need.
pub(super) fn roles(
    asked: Option<&'static Vocabulary>,
    scopes: Option<&'static Vocabulary>,
    faults: &mut Faults,
) -> Option<&'static Vocabulary> {
    let needed = scopes.and_then(|scopes| scopes.holders.as_ref().map(|holders| holders.roles));
    if let (Some(asked), Some(needed)) = (asked, needed)
        && !asked.same(needed)
    {
        faults.push(
            format!("two enums of roles: `{}` for routes and `{}` for scopes", asked.type_name, needed.type_name),
            "an application has one: a name must mean the same everywhere",
        );
    }
    asked.or(needed)
}

/// The names that the crates of the lists declare, where they are the same: else nobody knows which are meant.
pub(super) fn at_root(
    names: &[NamesAtRoot],
    pick: impl Fn(&NamesAtRoot) -> &'static Vocabulary,
) -> Option<&'static Vocabulary> {
    let mut declared = names.iter().map(pick).filter(|vocabulary| !vocabulary.names.is_empty());
    let first = declared.next()?;
    declared.all(|other| other.same(first)).then_some(first)
}

/// What the issuers have to know of the roles that the application's own store hands out.
pub(super) fn stored_roles(
    store: Option<&RoleCache>,
    has_issuers: bool,
    roles: Option<&'static Vocabulary>,
    faults: &mut Faults,
) -> Option<&'static Vocabulary> {
    let store = store?;
    store.check(roles, faults);
    if !has_issuers {
        faults.push(
            "roles come from a store, and no issuer says who anybody is",
            "add `.jwt(Jwt::from_env())`, or remove `.roles_from(..)`",
        );
    }
    Some(store.vocabulary())
}

/// The verifier of all issuers, where a route asks for one.
pub(super) fn verifier(
    issuers: Vec<Jwt>,
    policies: &[&'static RoutePolicy],
    known: &Known,
    faults: &mut Faults,
) -> Option<Verifier> {
    let asks = policies.iter().find(|policy| policy.access.scheme() == Some(Scheme::Jwt));
    match asks {
        Some(policy) if issuers.is_empty() => {
            faults.push(
                format!("`{}` asks for `auth = \"jwt\"`, and no issuer is declared", policy.handler),
                "add `.jwt(Jwt::from_env())` to the application",
            );
            None
        }
        _ if issuers.is_empty() => None,
        _ => {
            let verifier = identify::build(issuers, known, faults)?;
            // Roles of another enum, of scopes or of a store, have their own fault.
            let ours = |other: &Vocabulary| known.roles.is_none_or(|roles| roles.same(other));
            let needed = known.scopes.and_then(|scopes| scopes.holders.as_ref());
            let one_enum = needed.is_none_or(|needed| ours(needed.roles)) && known.stored_roles.is_none_or(ours);
            for policy in policies.iter().filter(|policy| one_enum && is_of(known, policy)) {
                if verifier.may_meet(&policy.access) {
                    continue;
                }
                let (what, help) = ungranted::fault(&verifier, policy.handler, &policy.access);
                faults.push(what, help);
            }
            Some(verifier)
        }
    }
}

/// Keys are fetched by a task, which needs somewhere to run.
#[cfg(feature = "oidc")]
pub(super) fn fetching(verifier: Option<&Verifier>, faults: &mut Faults) {
    if verifier.is_some_and(Verifier::fetches) && tokio::runtime::Handle::try_current().is_err() {
        faults.push(
            "the keys of an issuer are to be fetched, and `build` was called outside of a tokio runtime",
            "call it in `async fn main` under `#[tokio::main]`, or let `serve` do it",
        );
    }
}

/// Whether a route asks for names of the application's enums: two enums have a fault of their own.
fn is_of(known: &Known, policy: &RoutePolicy) -> bool {
    let (role, scope) = policy.access.asked();
    let ours = |asked: Option<Requirement>, known: Option<&'static Vocabulary>| {
        asked.zip(known).is_none_or(|(asked, known)| known.same(asked.vocabulary))
    };
    ours(role, known.roles) && ours(scope, known.scopes)
}

/// The limit of an address.
pub(super) fn source_rate(text: &str, faults: &mut Faults) -> Rate {
    let fallback = Rate { count: 1, window_s: 60, burst: 0, key: RateKey::Address };
    match Rate::parse(text) {
        // `Rate::parse` counts callers where nothing is said; before anyone is identified there are none.
        Ok(rate) if rate.key == RateKey::Route || text.contains("caller") => {
            faults.push(
                format!("the source rate `{}` counts something else than addresses", text.escape_debug()),
                "write it as `600/min`",
            );
            fallback
        }
        Ok(rate) => Rate { key: RateKey::Address, ..rate },
        Err(error) => {
            faults
                .push(format!("the source rate `{}` is wrong: {error}", text.escape_debug()), "write it as `600/min`");
            fallback
        }
    }
}

/// How many tokens are known from before, where that is not what it is anyway: for the report.
pub(super) fn remembered_tokens(most: usize, faults: &mut Faults) -> Option<String> {
    if most > MOST_TOKENS {
        faults.push(
            format!("{most} tokens are to be remembered, and {MOST_TOKENS} can be at the most"),
            "lower `.remembered_tokens(..)`: each may take 2.5 KB",
        );
    }
    match most {
        DEFAULT_TOKENS => None,
        0 => Some("tokens: every one is verified each time".to_owned()),
        _ => Some(format!("tokens: the {most} that were used last are not verified again for ten minutes")),
    }
}

/// Whether routes can be mounted under it.
pub(super) fn is_prefix(prefix: &str) -> bool {
    let segment = |segment: &str| {
        !segment.is_empty()
            && segment != "."
            && segment != ".."
            && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
    };
    prefix.strip_prefix('/').is_some_and(|rest| rest.split('/').all(segment))
}
