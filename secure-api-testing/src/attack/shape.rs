//! What an answer holds: the fields that are declared, for those whom they are for, and no others (C65, C66).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::ask::{Ask, Who};
use super::lock::{Kind, Lock, Need, Route};
use super::value::newtype;

/// Types that hold themselves are followed this far.
const DEEPEST: usize = 16;

/// Who is answered, as far as that is known.
struct Reader<'l> {
    lock: &'l Lock,
    /// What it holds; `None` where nobody knows whose token was sent.
    held: Option<(BTreeSet<String>, BTreeSet<String>)>,
}

/// The first thing in the body of a success that should not be there, or that is missing.
pub(super) fn fault(lock: &Lock, route: &Route, ask: &Ask, body: &Value) -> Option<String> {
    let held = match &ask.who {
        Who::Nobody => Some(Default::default()),
        Who::Bearer(_) => None,
        Who::Caller(caller) => Some((Lock::held(&lock.roles, &caller.roles), Lock::held(&lock.scopes, &caller.scopes))),
    };
    let reader = Reader { lock, held };
    reader.fault(route.sends.as_ref()?, body, "the answer", 0)
}

impl Reader<'_> {
    fn fault(&self, kind: &Kind, value: &Value, place: &str, depth: usize) -> Option<String> {
        let wrong = |fits: bool, what: &str| (!fits).then(|| format!("expected {what} as {place}"));
        match kind {
            Kind::Text { .. } | Kind::Form { .. } | Kind::Words(_) => wrong(value.is_string(), "a text"),
            Kind::Link => wrong(value.as_str().is_some_and(|link| link.starts_with('/')), "a path"),
            Kind::Id { key: of, .. } | Kind::Ruled { of, .. } => self.fault(of, value, place, depth),
            Kind::Integer(_) => wrong(value.is_i64() || value.is_u64(), "an integer"),
            Kind::Number => wrong(value.is_number(), "a number"),
            Kind::Bool => wrong(value.is_boolean(), "a truth value"),
            Kind::Map => wrong(value.is_object(), "an object"),
            Kind::Optional(_) if value.is_null() => None,
            Kind::Optional(inner) => self.fault(inner, value, place, depth),
            Kind::List { of, .. } => {
                let Some(elements) = value.as_array() else { return wrong(false, "a list") };
                elements.iter().find_map(|element| self.fault(of, element, place, depth))
            }
            Kind::Tuple(of) => {
                let parts = value.as_array().filter(|parts| parts.len() == of.len());
                let Some(parts) = parts else { return wrong(false, &format!("a list of {}", of.len())) };
                of.iter().zip(parts).find_map(|(of, part)| self.fault(of, part, place, depth))
            }
            Kind::Nested(name) if depth < DEEPEST => self.object(name, value, place, depth),
            Kind::Nested(_) | Kind::Unknown(_) => None,
        }
    }

    fn object(&self, name: &str, value: &Value, place: &str, depth: usize) -> Option<String> {
        let fields = self.lock.outputs.get(name)?;
        if let Some(inner) = newtype(fields) {
            return self.fault(inner, value, place, depth + 1);
        }
        // A union, or fields of another type among these: which ones are there is not known, and `unread` says so.
        if fields.iter().any(|field| field.name == "*") {
            return None;
        }
        let Some(members) = value.as_object() else { return Some(format!("expected an object as {place}")) };
        if let Some(more) = members.keys().find(|member| fields.iter().all(|field| field.name != **member)) {
            return Some(format!("expected no field `{more}` in {place}: it is not declared"));
        }
        fields.iter().find_map(|field| {
            let limited = field.only_role.is_some() || field.only_scope.is_some();
            match members.get(&field.name) {
                None if field.required && !limited => Some(format!("expected the field `{}` in {place}", field.name)),
                None => None,
                Some(_) if limited && !self.sees(field.only_role.as_ref(), field.only_scope.as_ref()) => {
                    Some(format!("expected no field `{}` in {place}: this caller may not see it", field.name))
                }
                Some(value) => self.fault(&field.kind, value, &format!("`{}`", field.name), depth + 1),
            }
        })
    }

    fn sees(&self, role: Option<&Need>, scope: Option<&Need>) -> bool {
        let Some((roles, scopes)) = &self.held else { return true };
        role.is_none_or(|need| need.met_by(roles)) && scope.is_none_or(|need| need.met_by(scopes))
    }
}

/// What of an answer is not looked into: the type or the field, and why.
pub(super) fn unread(lock: &Lock, route: &Route) -> BTreeMap<String, String> {
    let (mut found, mut seen) = (BTreeMap::new(), BTreeSet::new());
    if let Some(kind) = &route.sends {
        unread_in(lock, kind, "the answer", &mut seen, &mut found);
    }
    found
}

fn unread_in<'l>(
    lock: &'l Lock,
    kind: &'l Kind,
    place: &str,
    seen: &mut BTreeSet<&'l str>,
    found: &mut BTreeMap<String, String>,
) {
    match kind {
        Kind::Unknown(words) => drop(found.insert(place.to_owned(), format!("the attack does not read `{words}`"))),
        Kind::Map => drop(found.insert(place.to_owned(), "the attack does not look into maps".to_owned())),
        Kind::List { of, .. } | Kind::Optional(of) | Kind::Ruled { of, .. } | Kind::Id { key: of, .. } => {
            unread_in(lock, of, place, seen, found);
        }
        Kind::Tuple(of) => of.iter().for_each(|of| unread_in(lock, of, place, seen, found)),
        Kind::Nested(name) if seen.insert(name) => {
            let fields = lock.outputs.get(name).map(Vec::as_slice).unwrap_or_default();
            if newtype(fields).is_none() && fields.iter().any(|field| field.name == "*") {
                let why = "it is a union, or has fields of another type among its own";
                return drop(found.insert(format!("`{name}`"), why.to_owned()));
            }
            fields.iter().for_each(|field| {
                unread_in(lock, &field.kind, &format!("`{}` of `{name}`", field.name), seen, found);
            });
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::ask::Caller;
    use super::*;

    const FILE: &str = "role admin\nrole reader\nroute GET /a access=jwt answer=200(m::Page)\n\
                        sends m::Page .items=required,list(0..9,m::View) .more=required,bool\n\
                        sends m::View .contact=only(any(admin)),text .id=required,uuid .note=or-null,text";

    #[test]
    fn what_is_not_declared_or_not_for_this_caller_is_a_fault() {
        let lock = Lock::read(FILE).unwrap();
        let judged = |role: &str, body: Value| {
            let caller = Caller { roles: vec![role.to_owned()], ..Caller::named("ada") };
            fault(&lock, &lock.routes[0], &Ask::new("GET", "/a", caller), &body).is_some()
        };
        let page = |item: Value| json!({ "items": [item], "more": false });
        assert!(!judged("reader", page(json!({ "id": "1" }))));
        assert!(!judged("reader", page(json!({ "id": "1", "note": null }))));
        assert!(!judged("admin", page(json!({ "id": "1", "contact": "a" }))));
        assert!(judged("reader", page(json!({ "id": "1", "contact": "a" }))));
        for wrong in [json!({}), json!({ "id": 1 }), json!({ "id": "1", "hash": "x" }), json!("1")] {
            assert!(judged("admin", page(wrong.clone())), "{wrong}");
        }
        assert!(judged("admin", json!({ "items": [] })));
    }

    #[test]
    fn what_is_not_looked_into_is_told() {
        let lock = Lock::read(
            "route GET /a access=jwt answer=200(m::View)\n\
             sends m::View .at=link .id=id(Note,uuid) .kind=m::Kind .key=m::Key .of=unknown(\"vouched\") .pair=tuple(at-0(text),at-1(bool))\n\
             sends m::Kind *=external .One=nothing .Two=text\nsends m::Key *=integer(0..9)",
        )
        .unwrap();
        let places: Vec<String> = unread(&lock, &lock.routes[0]).into_keys().collect();
        assert_eq!(places, ["`m::Kind`", "`of` of `m::View`"]);
        let judged = |key: &str, value: Value| {
            fault(&lock, &lock.routes[0], &Ask::new("GET", "/a", Who::Nobody), &json!({ key: value })).is_some()
        };
        for (key, good, bad) in [
            ("at", json!("/a"), json!("https://other.test")),
            ("id", json!("1"), json!(1)),
            ("key", json!(1), json!("1")),
            ("pair", json!(["a", true]), json!(["a"])),
        ] {
            assert!(!judged(key, good) && judged(key, bad), "{key}");
        }
    }
}
