//! Roles and scopes that are asked for, and that no issuer grants: a map that lacks a name, or has it misspelt.

use crate::identify::Verifier;
use crate::policy::{Access, Requirement, RoutePolicy};
use crate::respond::Limited;

/// A name, and who asks for it.
struct Ungranted {
    what: &'static str,
    name: &'static str,
    asked_by: Vec<&'static str>,
}

/// A sentence for each of them, with the routes and the fields that ask.
pub(super) fn lines<'e>(
    verifier: &Verifier,
    policies: &[&'static RoutePolicy],
    limited: impl Iterator<Item = &'e Limited>,
) -> Vec<String> {
    let of_routes = policies.iter().map(|policy| (policy.access.asked(), policy.handler));
    let of_fields = limited.map(|limited| ((limited.role, limited.scope), limited.field));
    let mut found: Vec<Ungranted> = Vec::new();
    for ((role, scope), asker) in of_routes.chain(of_fields) {
        for (what, asked) in [("role", role), ("scope", scope)] {
            for name in asked.iter().flat_map(|asked| verifier.ungranted(asked)) {
                match found.iter_mut().find(|known| known.what == what && known.name == name) {
                    Some(known) if known.asked_by.contains(&asker) => {}
                    Some(known) => known.asked_by.push(asker),
                    None => found.push(Ungranted { what, name, asked_by: vec![asker] }),
                }
            }
        }
    }
    found.iter().map(Ungranted::line).collect()
}

impl Ungranted {
    fn line(&self) -> String {
        let Self { what, name, asked_by } = self;
        let ask = if asked_by.len() == 1 { "asks" } else { "ask" };
        format!("no issuer grants the {what} `{name}`, for which `{}` {ask}", asked_by.join("`, `"))
    }
}

/// What is wrong with a route that nobody can call, and how to mend it.
pub(super) fn fault(verifier: &Verifier, handler: &str, access: &Access) -> (String, String) {
    let (role, scope) = access.asked();
    let lacks =
        [("role", "RoleMap", role), ("scope", "ScopeMap", scope)].into_iter().filter_map(|(what, map, asked)| {
            let asked = asked?;
            let names = verifier.ungranted(&asked);
            (!asked.met_by(asked.bits & !bits_of(&asked, &names))).then_some((what, map, asked, names))
        });
    let what = format!("nobody can call `{handler}`: it asks for {access}");
    let lacks: Vec<_> = lacks.collect();
    let Some((_, map, asked, _)) = lacks.first() else {
        return (what, "let the maps of one issuer grant all of that: each alone grants a part of it".to_owned());
    };
    let named = |(what, _, asked, names): &(&str, &str, Requirement, Vec<&'static str>)| {
        format!("the {what} `{}`{}", names.join("`, `"), needs(asked, names))
    };
    let named: Vec<String> = lacks.iter().map(named).collect();
    let help = format!(
        "map a name of the issuer's to it, as `{map}::usual().grant(\"its name there\", {}::..)`, or write \
         `.same_names()` where the names are the same",
        asked.vocabulary.type_name
    );
    (format!("{what}, and no issuer grants {}", named.join(" and ")), help)
}

fn bits_of(asked: &Requirement, names: &[&str]) -> u64 {
    names.iter().fold(0, |bits, name| bits | asked.vocabulary.bit(name))
}

/// The role without which scopes count for nothing.
fn needs(asked: &Requirement, names: &[&str]) -> String {
    let Some(holders) = &asked.vocabulary.holders else { return String::new() };
    let ungranted = bits_of(asked, names);
    let places = (0..u64::BITS).zip(holders.bits).filter(|(place, _)| ungranted & (1 << place) != 0);
    let roles =
        Requirement { vocabulary: holders.roles, bits: places.fold(0, |all, (_, role)| all | role), all: false };
    match roles.names() {
        names if names.is_empty() => String::new(),
        names => format!(" (which counts only for who has the role `{}`)", names.join("` or `")),
    }
}
