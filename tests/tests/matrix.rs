//! The authorization matrix (C71): every route of an application, as its report has them, and every kind of caller. What is
//! answered is what is declared, with roles of tokens, of a provider's claims and of the application's store.

use std::net::Ipv4Addr;
use std::time::Duration;

use secure_api::identify::{RoleCache, RoleMap, RoleStore, RolesUnavailable, ScopeMap, StoredRoles};
use secure_api::prelude::*;
use secure_api_testing::{TestClient, TestIssuer, TestToken};
use serde_json::json;

#[derive(Clone, Copy, Roles)]
#[roles(Admin > Editor > Reader)]
enum Role {
    Reader,
    Editor,
    Admin,
    Auditor,
}

#[derive(Clone, Copy, Scopes)]
#[scopes(Write > Look)]
enum Scope {
    Look,
    Write,
    #[scope(role = Role::Auditor)]
    Audit,
}

/// Each role with what it includes, as a reader of the declaration would say it.
const ROLES: [(&str, &[&str]); 4] = [
    ("reader", &["reader"]),
    ("editor", &["editor", "reader"]),
    ("admin", &["admin", "editor", "reader"]),
    ("auditor", &["auditor"]),
];

/// Each scope with what it includes, and the role that it needs.
const SCOPES: [(&str, &[&str], Option<&str>); 3] =
    [("look", &["look"], None), ("write", &["write", "look"], None), ("audit", &["audit"], Some("auditor"))];

macro_rules! handlers {
    ($($path:literal $name:ident $policy:meta,)*) => {
        $(#[get($path)] #[$policy] async fn $name() -> NoContent { NoContent })*
    };
}

handlers! {
    "/open" open secure(public = "a test", rate = "1000/min"),
    "/told-apart" told_apart secure(public = "a test", auth = optional("jwt"), rate = "1000/min"),
    "/any-caller" any_caller secure(auth = "jwt"),
    "/reader" reader secure(auth = "jwt", role = Role::Reader),
    "/editor" editor secure(auth = "jwt", role = "editor"),
    "/admin" admin secure(auth = "jwt", role = "admin"),
    "/either" either secure(auth = "jwt", role = any("admin", "auditor")),
    "/both" both secure(auth = "jwt", role = all("editor", "auditor")),
    "/look" look secure(auth = "jwt", scope = "look"),
    "/audit" audit secure(auth = "jwt", scope = "audit"),
    "/one-of" one_of secure(auth = "jwt", scope = any("write", "audit")),
    "/edit" edit secure(auth = "jwt", role = "editor", scope = "write"),
}

fn all() -> Routes<()> {
    routes![open, told_apart, any_caller, reader, editor, admin, either, both, look, audit, one_of, edit]
}

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    Anonymous,
    Expired,
    ForAnotherAudience,
    OfAStranger,
    OfAPartner,
    Ours,
}

/// The names after a word of a report's line, and whether all of them are asked for.
fn asked<'l>(line: &'l str, word: &str) -> Option<(Vec<&'l str>, bool)> {
    let policy = line.split(", ").next()?;
    let words: Vec<&str> = policy.split(' ').collect();
    let place = words.iter().position(|known| *known == word)?;
    let rest = &words[place + 1..];
    let end = rest.iter().position(|word| *word == "scope").unwrap_or(rest.len());
    let names = rest[..end].iter().copied().filter(|word| !["or", "and"].contains(word)).collect();
    Some((names, rest[..end].contains(&"and")))
}

fn meets((names, all): &(Vec<&str>, bool), held: &[&str]) -> bool {
    if *all { names.iter().all(|name| held.contains(name)) } else { names.iter().any(|name| held.contains(name)) }
}

/// What the declaration says of a cell.
fn declared(line: &str, who: Who, role: Option<usize>, scope: Option<usize>) -> u16 {
    let public = line.contains(" public");
    match who {
        Who::Anonymous => return if public { 204 } else { 401 },
        Who::Expired | Who::ForAnotherAudience | Who::OfAStranger => {
            let reads_none = public && !line.contains("told apart");
            return if reads_none { 204 } else { 401 };
        }
        Who::OfAPartner | Who::Ours => {}
    }
    // What a partner says of roles means nothing here; its scopes count, but for those that need a role.
    let roles = role.filter(|_| who == Who::Ours).map_or(&[][..], |role| ROLES[role].1);
    let lent = scope.map(|scope| SCOPES[scope]).filter(|(.., needs)| needs.is_none_or(|role| roles.contains(&role)));
    let scopes = lent.map_or(&[][..], |(_, scopes, _)| scopes);
    let may = asked(line, "role").is_none_or(|names| meets(&names, roles))
        && asked(line, "scope").is_none_or(|names| meets(&names, scopes));
    if may { 204 } else { 403 }
}

/// Where roles come from.
#[derive(Clone, Copy, Debug)]
enum From {
    Claim,
    Keycloak,
    Store,
}

/// Gives who is called `admin-7` the role `admin`, if our issuer says so.
struct ByName;

impl RoleStore for ByName {
    type Role = Role;

    async fn roles_of(&self, caller: &Principal) -> Result<StoredRoles<Role>, RolesUnavailable> {
        let name = caller.subject().split('-').next().filter(|_| caller.issuer() == "https://issuer.test");
        Ok(StoredRoles::named(name.filter(|name| *name != "nobody")))
    }
}

struct World {
    client: TestClient,
    report: String,
    ours: TestIssuer,
    partner: TestIssuer,
    stranger: TestIssuer,
}

fn world(from: From) -> World {
    let (ours, partner) = (TestIssuer::new(), TestIssuer::named("https://partner.test"));
    let map = match from {
        From::Claim => RoleMap::usual().same_names(),
        From::Keycloak => RoleMap::keycloak_client("articles").same_names(),
        From::Store => RoleMap::none(),
    };
    let api = Api::new(()).source_rate("100000/min").mount(all());
    let [ours_jwt, partner_jwt] = [&ours, &partner].map(|issuer| issuer.jwt().scopes(ScopeMap::usual().same_names()));
    let api = api.jwt(ours_jwt.roles(map)).jwt(partner_jwt.roles(RoleMap::none()));
    let stored = matches!(from, From::Store).then(|| RoleCache::new(ByName, Duration::from_secs(60)));
    let app = stored.into_iter().fold(api, Api::roles_from).build().unwrap();
    let report = app.report().to_owned();
    World { client: TestClient::in_memory(app), report, ours, partner, stranger: TestIssuer::new() }
}

impl World {
    fn token(&self, from: From, who: Who, role: Option<usize>, scope: Option<usize>, cell: u32) -> Option<TestToken> {
        let name = role.map_or("nobody", |role| ROLES[role].0);
        let subject = format!("{name}-{cell}");
        let token = match who {
            Who::Anonymous => return None,
            Who::Expired => self.ours.token(&subject).claim("exp", 1),
            Who::ForAnotherAudience => self.ours.token(&subject).claim("aud", "https://other.test"),
            Who::OfAStranger => self.stranger.token(&subject),
            Who::OfAPartner => self.partner.token(&subject),
            Who::Ours => self.ours.token(&subject),
        };
        let token = scope.into_iter().fold(token, |token, scope| token.scope(SCOPES[scope].0));
        Some(match (role, from) {
            (None, _) => token,
            (Some(_), From::Keycloak) => token.claim("resource_access", json!({ "articles": { "roles": [name] } })),
            (Some(_), From::Claim) => token.claim("roles", json!([name])),
            // Says what the store does not.
            (Some(_), From::Store) => token.claim("roles", json!(["admin", "auditor"])),
        })
    }

    async fn answered(&self, path: &str, token: Option<TestToken>, cell: u32) -> u16 {
        let address = Ipv4Addr::from(0x0a00_0000 + cell);
        let request = self.client.get(path).from_address(address.into());
        let request = token.into_iter().fold(request, |request, token| request.bearer(&token.mint()));
        request.send().await.status()
    }
}

async fn fill(from: From) -> u32 {
    let world = world(from);
    let routes = world.report.lines().filter(|line| line.starts_with('/'));
    let (mut cells, mut unexplained) = (0, Vec::new());
    for line in routes {
        let path = line.split(' ').next().unwrap();
        let kinds =
            [Who::Anonymous, Who::Expired, Who::ForAnotherAudience, Who::OfAStranger, Who::OfAPartner, Who::Ours];
        for who in kinds {
            for role in (0..ROLES.len()).map(Some).chain([None]) {
                for scope in (0..SCOPES.len()).map(Some).chain([None]) {
                    cells += 1;
                    let token = world.token(from, who, role, scope, cells);
                    let (wanted, got) = (declared(line, who, role, scope), world.answered(path, token, cells).await);
                    if wanted != got {
                        unexplained.push(format!("{path} {who:?} {role:?} {scope:?}: {got}, declared {wanted}"));
                    }
                }
            }
        }
    }
    assert!(unexplained.is_empty(), "{from:?}, {} of {cells}:\n{}", unexplained.len(), unexplained.join("\n"));
    cells
}

#[tokio::test]
async fn every_route_answers_every_kind_of_caller_as_declared() {
    for from in [From::Claim, From::Keycloak, From::Store] {
        assert_eq!(fill(from).await, 12 * 6 * 5 * 4);
    }
}

#[test]
fn the_declaration_is_read_as_a_person_would() {
    let world = world(From::Claim);
    let line = |path: &str| world.report.lines().find(|line| line.starts_with(path)).unwrap();
    assert_eq!(asked(line("/both"), "role"), Some((vec!["editor", "auditor"], true)));
    assert_eq!(asked(line("/edit"), "role"), Some((vec!["editor"], false)));
    assert_eq!(asked(line("/edit"), "scope"), Some((vec!["write"], false)));
    assert_eq!((asked(line("/any-caller"), "role"), asked(line("/open"), "role")), (None, None));
    assert_eq!(declared(line("/both"), Who::Ours, Some(2), None), 403);
    assert_eq!(declared(line("/either"), Who::Ours, Some(3), None), 204);
    assert_eq!(declared(line("/audit"), Who::Ours, Some(3), Some(2)), 204);
    assert_eq!(declared(line("/audit"), Who::Ours, Some(2), Some(2)), 403);
    assert_eq!(declared(line("/told-apart"), Who::Expired, None, None), 401);
}
