//! What an answer holds: the fields that are declared, for those whom they are for, and no others (C65, C66).

use std::collections::BTreeSet;

use serde_json::Value;

use super::ask::{Ask, Who};
use super::lock::{Kind, Lock, Need, Route};

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
            Kind::Text { .. } | Kind::Form(_) | Kind::Words(_) => wrong(value.is_string(), "a text"),
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
            Kind::Nested(name) if depth < DEEPEST => self.object(name, value, place, depth),
            Kind::Nested(_) | Kind::Unknown => None,
        }
    }

    fn object(&self, name: &str, value: &Value, place: &str, depth: usize) -> Option<String> {
        let fields = self.lock.outputs.get(name)?;
        // A union, a newtype, or fields of another type among these: which ones are there is not known.
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
}
