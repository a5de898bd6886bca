//! An application as lines.

use crate::inventory::{
    Access, AdoptedRoutes, Answer, Application, Asked, Grant, GrantKind, Guard, Inventory, Issuer, Keys, Limit, Per,
    Place, Route, Scheme, Setting, Word,
};

use super::Lock;
use super::line::Subject;
use super::rate::Rate;
use super::term::Term;
use super::types;

/// What the file says of an application.
pub(super) fn lines(inventory: &Inventory) -> Lock {
    let mut lock = Lock::default();
    application(&mut lock, &inventory.application);
    for route in &inventory.routes {
        self::route(&mut lock, route);
    }
    types::lines(&mut lock, inventory);
    counts(&mut lock, inventory);
    lock
}

fn application(lock: &mut Lock, all: &Application) {
    all.roles.iter().for_each(|role| word(lock, "role", role));
    all.scopes.iter().for_each(|scope| word(lock, "scope", scope));
    all.issuers.iter().for_each(|of| issuer(lock, of));
    lock.add(&Subject::new("limit", "caller"), "rate", rate(&all.caller_rate));
    if let Some(source) = &all.source_rate {
        lock.add(&Subject::new("limit", "source"), "rate", rate(source));
    }
    for origin in all.cors.iter().flat_map(|cors| &cors.origins) {
        let Some(cors) = &all.cors else { continue };
        let subject = Subject::new("cors", escaped(origin));
        lock.add(&subject, "max-age", seconds(cors.max_age_s));
        words(lock, &subject, "headers", &cors.headers);
        if cors.credentials {
            lock.add(&subject, "credentials", Term::word("yes"));
        }
    }
    if let Some(proxies) = &all.proxies {
        for network in &proxies.networks {
            lock.add(&Subject::new("proxy", escaped(network)), "header", Term::word(escaped(&proxies.header)));
        }
    }
    if let Some(stored) = &all.stored_roles {
        lock.add(&Subject::new("stored-roles", "all"), "max-age", Term::word(format!("{}ms", stored.max_age_ms)));
    }
    if let Some(revoked) = &all.revocations {
        lock.add(&Subject::new("revocations", "all"), "longest-life", seconds(revoked.longest_life_s));
    }
    if let Some(adopted) = &all.adopted {
        let all = ["* *".to_owned()];
        let routes = match &adopted.routes {
            AdoptedRoutes::All => &all[..],
            AdoptedRoutes::Listed(routes) => routes,
        };
        for route in routes {
            lock.add(&Subject::new("adopted", route.as_str()), "reason", Term::Text(adopted.reason.clone()));
        }
    }
    for danger in &all.dangers {
        lock.add(&Subject::new("danger", escaped(&danger.what)), "reason", Term::Text(danger.reason.clone()));
    }
    let owned = Subject::new("server-owned", "fields");
    words(lock, &owned, "more", &all.server_owned.more);
    for fewer in &all.server_owned.fewer {
        lock.add(&owned, format!("fewer.{}", escaped(&fewer.what)), Term::Text(fewer.reason.clone()));
    }
}

fn word(lock: &mut Lock, kind: &str, word: &Word) {
    let subject = Subject::new(kind, escaped(&word.name));
    lock.lines.entry(subject.clone()).or_default();
    words(lock, &subject, "includes", &word.includes);
    words(lock, &subject, "excludes", &word.excludes);
    if let Some(role) = &word.needs_role {
        lock.add(&subject, "needs", Term::word(escaped(role)));
    }
}

fn issuer(lock: &mut Lock, of: &Issuer) {
    let subject = Subject::new("issuer", setting(&of.issuer));
    lock.add(&subject, "audience", Term::word(setting(&of.audience)));
    for (otherwise, of) in [("or", &of.issuer), ("or-audience", &of.audience)] {
        if let (Some(_), Some(value)) = (&of.variable, &of.value) {
            lock.add(&subject, otherwise, Term::word(escaped(value)));
        }
    }
    let keys = match of.keys {
        Keys::Declared => "declared",
        Keys::Environment => "environment",
        Keys::EnvironmentOrDevelopment => "environment-or-development",
        Keys::Fetched => "fetched",
    };
    lock.add(&subject, "keys", Term::word(keys));
    match &of.algorithms {
        Some(algorithms) => words(lock, &subject, "algorithms", algorithms),
        None => lock.add(&subject, "algorithms", Term::word("of-each-key")),
    }
    if of.profile_rfc9068 {
        lock.add(&subject, "profile", Term::word("rfc9068"));
    }
    if of.audience_in_client_id {
        lock.add(&subject, "audience-in-client-id", Term::word("yes"));
    }
    lock.add(&subject, "leeway", seconds(of.leeway_s));
    of.known_keys_s.iter().for_each(|known| lock.add(&subject, "known-keys", seconds(*known)));
    of.grants.iter().for_each(|grant| lock.add(&subject, "grants", self::grant(grant)));
}

/// What differs from one place to the other belongs to the place, and not to the application as it was reviewed.
fn setting(setting: &Setting) -> String {
    match (&setting.variable, &setting.value) {
        (Some(variable), _) => format!("${variable}"),
        (None, Some(value)) => escaped(value),
        (None, None) => "nobody".to_owned(),
    }
}

fn grant(grant: &Grant) -> Term {
    let kind = match grant.kind {
        GrantKind::Role => "role",
        GrantKind::Scope => "scope",
    };
    let claim: Vec<String> = grant.claim.iter().map(|name| escaped(name)).collect();
    let mut args = vec![Term::word(format!("claim:{}", claim.join("/")))];
    if !grant.prefix.is_empty() {
        args.push(Term::word(format!("prefix:{}", escaped(&grant.prefix))));
    }
    if grant.same_names {
        args.push(Term::word("same-names"));
    }
    for (name, means) in &grant.names {
        args.extend(means.iter().map(|means| Term::word(format!("{}:{}", escaped(name), escaped(means)))));
    }
    Term::of(kind, args)
}

fn route(lock: &mut Lock, route: &Route) {
    let subject = Subject::new("route", format!("{} {}", route.method, route.path));
    let jwt = |scheme: &Scheme| match scheme {
        Scheme::Jwt => Term::word("jwt"),
    };
    match &route.access {
        Access::Public { reason, optional } => {
            lock.add(&subject, "public", Term::Text(reason.clone()));
            optional.iter().for_each(|scheme| lock.add(&subject, "optional", jwt(scheme)));
        }
        Access::Caller { scheme, role, scope } => {
            lock.add(&subject, "access", jwt(scheme));
            role.iter().for_each(|asked| lock.add(&subject, "role", self::asked(asked)));
            scope.iter().for_each(|asked| lock.add(&subject, "scope", self::asked(asked)));
        }
    }
    route.rates.iter().for_each(|limit| lock.add(&subject, "rate", rate(limit)));
    if let Some(most) = route.body_limit {
        lock.add(&subject, "body", Term::word(most.to_string()));
    }
    lock.add(&subject, "timeout", Term::word(format!("{}ms", route.timeout_ms)));
    if let Some(most) = route.concurrency {
        lock.add(&subject, "concurrency", Term::word(most.to_string()));
    }
    for param in &route.params {
        let (kind, said) = match &param.guarded_by {
            Guard::Object { resource, action } => ("object", rule(resource, action)),
            Guard::NoId { type_name, reason } => ("no-id", Term::Text(format!("{type_name}: {reason}"))),
            Guard::Excused { reason } => ("excused", Term::Text(reason.clone())),
        };
        lock.add(&subject, format!("{kind}.{}", param.name), said);
    }
    for object in &route.objects {
        let (rule, known) = (rule(&object.resource, &object.action), &object.fingerprint);
        let its = Subject::new("rule", rule.name());
        let fingerprint = known.as_deref().unwrap_or("unknown");
        // One rule, whichever routes ask it.
        lock.lines.remove(&its);
        lock.add(&its, "hash", Term::word(fingerprint));
        if object.keys.is_empty() {
            lock.add(&subject, "decides", rule);
        }
    }
    for input in &route.inputs {
        let place = match input.place {
            Place::Query => "query",
            Place::Json => "json",
            Place::Form => "form",
        };
        types::terms(&input.schema).into_iter().for_each(|term| lock.add(&subject, place, term));
    }
    lock.add(&subject, "answer", answer(&route.answer));
    for vouched in &route.vouched {
        lock.add(&subject, format!("vouched.{}", escaped(&vouched.what)), Term::Text(vouched.reason.clone()));
    }
}

fn answer(answer: &Answer) -> Term {
    let status = answer.status.map_or("chosen".to_owned(), |status| status.to_string());
    match answer {
        Answer { foreign: true, .. } => Term::word("foreign"),
        Answer { page: true, .. } => Term::of("page", vec![Term::word("document")]),
        _ => Term::of(status, answer.schema.iter().flat_map(types::terms).collect()),
    }
}

fn rule(resource: &str, action: &str) -> Term {
    Term::word(format!("{}/{}", escaped(resource), escaped(action)))
}

pub(super) fn asked(asked: &Asked) -> Term {
    let names = asked.names.iter().map(|name| Term::word(escaped(name))).collect();
    Term::of(if asked.all { "all" } else { "any" }, names)
}

fn rate(limit: &Limit) -> Term {
    let per = match limit.per {
        Per::Caller => "caller",
        Per::Address => "address",
        Per::Route => "route",
    };
    let (count, window_s, burst) = (limit.count.into(), limit.window_s.into(), limit.burst.map(u64::from));
    Term::word(Rate { count, window_s, per: per.to_owned(), burst }.to_string())
}

/// How many opt-outs of each kind there are.
fn counts(lock: &mut Lock, inventory: &Inventory) {
    let of_kind = |kind: &str| lock.lines.keys().filter(|subject| subject.kind == kind).count();
    let excused =
        |route: &&Route| route.params.iter().filter(|param| matches!(param.guarded_by, Guard::Excused { .. })).count();
    let counted = [
        ("adopted", of_kind("adopted")),
        ("danger", of_kind("danger")),
        ("no-object-check", inventory.routes.iter().map(|route| excused(&route)).sum()),
    ];
    for (what, most) in counted {
        lock.add(&Subject::new("count", what), "most", Term::word(most.to_string()));
    }
}

fn seconds(number: u64) -> Term {
    Term::word(format!("{number}s"))
}

fn words(lock: &mut Lock, subject: &Subject, attribute: &str, words: &[String]) {
    for word in words {
        lock.add(subject, attribute, Term::word(escaped(word)));
    }
}

/// Without what would end a word.
pub(super) fn escaped(text: &str) -> String {
    let mut word = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            ' ' => word.push('-'),
            ',' | '(' | ')' | '"' | '%' | '~' | '=' => word.push_str(&format!("%{:02X}", u32::from(letter))),
            letter if letter.is_control() => word.push_str(&format!("%{:02X}", u32::from(letter))),
            letter => word.push(letter),
        }
    }
    word
}
