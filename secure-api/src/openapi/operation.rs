//! One route as an operation.

use serde_json::{Value, json};

use crate::inventory::say::last_name;
use crate::inventory::{Access, Asked, Field, Guard, Input, Inventory, Param, Per, Place, Route, Schema, Type};

use super::schema::{Names, field_schema, object_of, value};
use super::{BEARER, needed, refusals};

/// The first segment of a path, which operations are grouped by.
pub(super) fn tag(path: &str) -> &str {
    path.split('/').nth(1).filter(|segment| !segment.is_empty()).unwrap_or("root")
}

pub(super) fn operation(inventory: &Inventory, route: &Route, id: &str, names: &Names) -> Value {
    let mut operation = json!({
        "operationId": id,
        "summary": summary(&route.handler),
        "description": description(route),
        "tags": [tag(&route.path)],
        "security": security(&route.access),
        "parameters": parameters(inventory, route, names),
        "responses": refusals::of_route(inventory, route, names),
    });
    let body = body(inventory, route, names).map(|body| ("requestBody", body));
    if let Some(operation) = operation.as_object_mut() {
        operation.extend(body.into_iter().chain(asked(&route.access)).map(|(name, said)| (name.to_owned(), said)));
    }
    operation
}

/// `routes::show_all` as `Show all`.
fn summary(handler: &str) -> String {
    let name = last_name(handler).trim_start_matches("r#").replace('_', " ");
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

fn description(route: &Route) -> String {
    let mut text = match &route.access {
        Access::Public { reason, optional: None } => format!("For anyone: {reason}."),
        Access::Public { reason, optional: Some(_) } => {
            format!("For anyone, and a known caller is told apart: {reason}.")
        }
        Access::Caller { role, scope, .. } => {
            let asked = |what: &str, asked: &Option<Asked>| {
                asked.as_ref().map(|asked| format!(" {}", needed(what, asked))).unwrap_or_default()
            };
            format!("For callers{}{}.", asked("role", role), asked("scope", scope))
        }
    };
    for limit in &route.rates {
        let per = match limit.per {
            Per::Caller => "a caller",
            Per::Address => "an address",
            Per::Route => "all together",
        };
        text.push_str(&format!(" At most {} in {} s, {per}.", limit.quota, limit.window_s));
    }
    for object in &route.objects {
        let resource = last_name(&object.resource);
        text.push_str(&format!(
            " Asks whether the caller may `{}` this `{resource}`; if not, it is not found.",
            object.action
        ));
    }
    text
}

/// None where a token may be left out.
fn security(access: &Access) -> Value {
    match access {
        Access::Public { optional: None, .. } => json!([]),
        Access::Public { optional: Some(_), .. } => json!([{}, { BEARER: [] }]),
        Access::Caller { .. } => json!([{ BEARER: [] }]),
    }
}

/// What a token has to grant.
fn asked(access: &Access) -> impl Iterator<Item = (&'static str, Value)> {
    let (role, scope) = match access {
        Access::Public { .. } => (None, None),
        Access::Caller { role, scope, .. } => (role.as_ref(), scope.as_ref()),
    };
    let named = |asked: &Asked| json!({ if asked.all { "all" } else { "any" }: asked.names });
    let role = role.map(|role| ("x-required-role", named(role)));
    let scope = scope.map(|scope| ("x-required-scope", named(scope)));
    role.into_iter().chain(scope)
}

fn parameters(inventory: &Inventory, route: &Route, names: &Names) -> Vec<Value> {
    let queries = route.inputs.iter().filter(|input| input.place == Place::Query);
    let fields = queries.flat_map(|input| fields_of(inventory, &input.schema));
    let in_path = route.params.iter().map(|param| in_path(param, names));
    in_path.chain(fields.map(|field| in_query(field, names))).collect()
}

fn in_path(param: &Param, names: &Names) -> Value {
    let what = match &param.guarded_by {
        Guard::Object { resource, .. } => {
            format!("The id of a `{}`. One that is none is not found.", last_name(resource))
        }
        Guard::NoId { reason, .. } | Guard::Excused { reason } => format!("Names no object of its own: {reason}."),
    };
    json!({ "name": param.name, "in": "path", "required": true, "description": what, "schema": value(&param.schema, names) })
}

/// A query is flat: a list is a parameter that may stand there several times.
fn in_query(field: &Field, names: &Names) -> Value {
    let schema = field_schema(&without_null(field), names);
    json!({ "name": field.name, "in": "query", "required": field.required, "style": "form", "explode": true, "schema": schema })
}

/// Nobody can write a null into a query.
fn without_null(field: &Field) -> Field {
    match &field.schema {
        Schema::Optional(of) => Field { schema: (**of).clone(), ..field.clone() },
        _ => field.clone(),
    }
}

fn fields_of<'i>(inventory: &'i Inventory, schema: &Schema) -> &'i [Field] {
    match schema {
        Schema::Named(name) => match inventory.types.get(name) {
            Some(Type::Object { fields, .. }) => fields,
            _ => &[],
        },
        _ => &[],
    }
}

fn body(inventory: &Inventory, route: &Route, names: &Names) -> Option<Value> {
    let Input { place, schema, .. } = route.inputs.iter().find(|input| input.place != Place::Query)?;
    let (media, schema) = match place {
        Place::Form => {
            let fields: Vec<Field> = fields_of(inventory, schema).iter().map(without_null).collect();
            ("application/x-www-form-urlencoded", object_of(&fields, &[], names))
        }
        _ => ("application/json", value(schema, names)),
    };
    let most = route.body_limit.map(|most| format!("At most {most} bytes.")).unwrap_or_default();
    Some(json!({ "required": true, "description": most, "content": { media: { "schema": schema } } }))
}
