//! The lines of the file.

use std::collections::{BTreeMap, BTreeSet};

use super::field::Field;
use super::route::{Rate, Route};
use super::term::{Scanner, Term};
use super::{Issuer, Lock};

/// What a line says of its subject.
pub(super) type Said = BTreeMap<String, Vec<Term>>;

impl Lock {
    /// Reads a file.
    ///
    /// # Errors
    /// The first line that is not one, with its number.
    pub(in crate::attack) fn read(text: &str) -> Result<Self, String> {
        let mut lock = Self::default();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            let skipped = line.is_empty() || line.starts_with('#') || line.starts_with("approve ");
            if !skipped {
                lock.line(line).map_err(|fault| format!("line {} of the lock file: {fault}: {line}", number + 1))?;
            }
        }
        if lock.routes.is_empty() {
            return Err("the lock file has no route".to_owned());
        }
        lock.roles = closed(&lock.roles);
        lock.scopes = closed(&lock.scopes);
        let known: BTreeSet<String> = lock.inputs.keys().cloned().collect();
        let sent: BTreeSet<String> = lock.outputs.keys().cloned().collect();
        lock.outputs.values_mut().flatten().for_each(|field| field.kind.settle(&sent));
        lock.routes.iter_mut().filter_map(|route| route.sends.as_mut()).for_each(|kind| kind.settle(&sent));
        lock.inputs.values_mut().flatten().for_each(|field| field.kind.settle(&known));
        Ok(lock)
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let mut scanner = Scanner::new(line);
        let kind = scanner.until(&[' ']);
        let words = if matches!(kind, "route" | "adopted") { 2 } else { 1 };
        let mut names = Vec::new();
        while names.len() < words && scanner.takes(' ') {
            names.push(scanner.until(&[' ']));
        }
        let &[first, ref others @ ..] = names.as_slice() else { return Err("it has no name".to_owned()) };
        let second = others.first().copied().unwrap_or_default();
        let said = attributes(&mut scanner)?;
        match kind {
            "issuer" => self.issuer(first, &said),
            "role" => drop(self.roles.insert(first.to_owned(), texts(&said, "includes").collect())),
            "scope" => self.scope(first, &said),
            "limit" => self.limit(first, &said)?,
            "cors" => self.origins.push(first.to_owned()),
            "proxy" => self.has_proxies = true,
            "stored-roles" => self.stored_roles = true,
            "server-owned" => self.server_owned = texts(&said, "more").collect(),
            "route" if second.is_empty() => return Err("a route has a method and a path".to_owned()),
            "route" => self.routes.push(Route::read(first, second, &said)?),
            "adopted" if second.starts_with('/') => self.adopted.push((first.to_owned(), second.to_owned())),
            "adopted" => self.adopted.push(Default::default()),
            "takes" => {
                self.inputs.insert(first.to_owned(), fields(&said));
            }
            "sends" => {
                self.outputs.insert(first.to_owned(), fields(&said));
            }
            "rule" | "count" | "danger" | "revocations" => {}
            other => drop(self.unread.insert(other.to_owned())),
        }
        Ok(())
    }

    fn issuer(&mut self, name: &str, said: &Said) {
        let known = |text: String| Some(text).filter(|text| !text.starts_with('$'));
        let audience = texts(said, "audience").next().and_then(known);
        let mut issuer = Issuer { name: known(name.to_owned()), audience, ..Issuer::default() };
        let roles = said.get("grants").into_iter().flatten().find(|grant| grant.word() == "role");
        for detail in roles.map(Term::inside).unwrap_or_default() {
            match detail.word().split_once(':') {
                Some(("claim", path)) if !path.is_empty() => {
                    issuer.roles_at = path.split('/').map(str::to_owned).collect();
                }
                Some(("prefix", prefix)) => prefix.clone_into(&mut issuer.role_prefix),
                Some((name, role)) if !role.is_empty() && name != "claim" => {
                    issuer.role_names.insert(role.to_owned(), name.to_owned());
                }
                _ => {}
            }
        }
        self.issuer.get_or_insert(issuer);
    }

    fn scope(&mut self, name: &str, said: &Said) {
        self.scopes.insert(name.to_owned(), texts(said, "includes").collect());
        if let Some(role) = texts(said, "needs").next() {
            self.scope_needs.insert(name.to_owned(), role);
        }
    }

    fn limit(&mut self, name: &str, said: &Said) -> Result<(), String> {
        let rate = texts(said, "rate").next().map(|text| Rate::read(&text)).transpose()?;
        match name {
            "source" => self.source = rate,
            "caller" => self.caller = rate,
            other => drop(self.unread.insert(format!("limit {other}"))),
        }
        Ok(())
    }
}

/// The fields of a type, each under its name after a dot; what else the line says is of the type as a whole.
fn fields(said: &Said) -> Vec<Field> {
    let named = |(name, terms): (&String, &Vec<Term>)| {
        let name = if name == "*" { Some(name.as_str()) } else { name.strip_prefix('.') };
        name.map(|name| Field::read(name, terms))
    };
    said.iter().filter_map(named).collect()
}

/// The attributes of a line, up to its seal.
fn attributes(scanner: &mut Scanner<'_>) -> Result<Said, String> {
    let mut said = Said::new();
    while !scanner.is_at_end() {
        if !scanner.takes(' ') {
            return Err("attributes are apart by one space".to_owned());
        }
        if scanner.takes('~') {
            scanner.until(&[' ']);
            return if scanner.is_at_end() { Ok(said) } else { Err("something stands after the seal".to_owned()) };
        }
        let name = scanner.until(&['=', ' ', '"']);
        if name.is_empty() || !scanner.takes('=') {
            return Err(format!("`{name}` has no value"));
        }
        if said.insert(name.to_owned(), scanner.terms()?).is_some() {
            return Err(format!("`{name}` stands there twice"));
        }
    }
    Ok(said)
}

/// What an attribute says, term by term.
pub(super) fn texts<'s>(said: &'s Said, name: &str) -> impl Iterator<Item = String> + 's {
    said.get(name).into_iter().flatten().map(|term| term.text().to_owned())
}

/// Each name with all that it includes by way of others, and itself.
fn closed(names: &BTreeMap<String, BTreeSet<String>>) -> BTreeMap<String, BTreeSet<String>> {
    let reach = |name: &String| {
        let (mut found, mut open) = (BTreeSet::new(), vec![name.clone()]);
        while let Some(name) = open.pop() {
            if found.insert(name.clone()) {
                open.extend(names.get(&name).into_iter().flatten().cloned());
            }
        }
        found
    };
    names.keys().map(|name| (name.clone(), reach(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Access, Kind, Need, Per};
    use super::*;

    const FILE: &str = r#"
# reviewed by people
approve POST /articles ignored entirely =
count danger most=0
issuer https://issuer.test algorithms=HS256 audience="https://api.test" grants=role(claim:realm_access/roles,app-admin:admin) ~0123456789abcdef
issuer $OTHER audience=$AUDIENCE
limit source rate=600/60s/address
role admin includes=editor
role editor includes=reader
role reader
scope write includes=look needs=editor
scope look
route POST /articles access=jwt answer=201(View) body=262144 json=Draft rate=10/60s/caller/burst20,5/1s/route role=all(editor,reader)
route GET /articles/{id} answer=200(View) object.id=Article/Read optional=jwt public="for \"all\", (yes)" rate=60/60s/address
takes Draft .contact=required,text(..254),email .inner=or-null,Tag .many=list(..3,or-null,uuid) .tags=list(..10,text(1..30)) .title=required,text(1..120),alias(name) .odd=text(..9),regex(X)
takes Tag .name=required,text(1..5)
novelty something
"#;

    #[test]
    fn a_file_is_read() {
        let lock = Lock::read(FILE).unwrap();
        assert_eq!(lock.issuer.as_ref().and_then(|issuer| issuer.audience.as_deref()), Some("https://api.test"));
        let issuer = lock.issuer.as_ref().unwrap();
        assert_eq!(
            (issuer.roles_at.join("/"), issuer.role_names["admin"].as_str()),
            ("realm_access/roles".into(), "app-admin")
        );
        assert_eq!(lock.roles["admin"].len(), 3);
        assert_eq!(lock.scope_needs["write"], "editor");
        let [create, show] = lock.routes.as_slice() else { panic!("{:?}", lock.routes) };
        assert_eq!((create.access, show.access), (Access::Caller, Access::Public { optional: true }));
        assert_eq!(create.role, Some(Need { names: vec!["editor".into(), "reader".into()], all: true }));
        assert_eq!((create.answer, create.body, create.json.as_deref()), (Some(201), Some(262_144), Some("Draft")));
        let rates: Vec<_> = create.rates.iter().map(|rate| (rate.quota, rate.window_s, rate.per)).collect();
        assert_eq!(rates, [(20, 60, Per::Caller), (5, 1, Per::Route)]);
        assert_eq!(show.objects[0].resource, "Article");
        // A bucket of 20 that is refilled by 10 a minute takes two.
        assert_eq!(lock.longest_window_s(), 120);
        assert_eq!(lock.unread, ["novelty".to_owned()].into());
    }

    #[test]
    fn fields_are_read_as_far_as_they_are_understood() {
        let lock = Lock::read(FILE).unwrap();
        let of = |name: &str| lock.inputs["Draft"].iter().find(|field| field.name == name).unwrap();
        assert!(of("title").required && !of("tags").required);
        assert!(matches!(of("contact").kind, Kind::Text { email: true, .. }));
        assert!(
            matches!(&of("inner").kind, Kind::Optional(inner) if matches!(&**inner, Kind::Nested(name) if name == "Tag"))
        );
        assert!(matches!(of("title").kind, Kind::Text { email: false, .. }));
        let Kind::List { of: element, .. } = &of("many").kind else { panic!("{:?}", of("many")) };
        assert!(matches!(&**element, Kind::Optional(inner) if matches!(&**inner, Kind::Form(form) if form == "uuid")));
        assert!(matches!(of("odd").kind, Kind::Unknown));
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        for line in [
            "route",
            "route GET",
            "role",
            "route GET /a rate=x",
            "route GET /a role=any(",
            "route GET /a x",
            "takes A b=\"c",
        ] {
            let fault = Lock::read(&format!("route GET /b public=\"a test\"\n{line}")).unwrap_err();
            assert!(fault.starts_with("line 2 "), "{fault}");
        }
        assert!(Lock::read("# nothing").is_err());
    }
}
