//! The parts of the page.

use super::escaped;
use crate::inventory::say::bytes;
use crate::inventory::table;
use crate::inventory::{Access, Bound, Check, Field, Guard, Inventory, Route, Rule, SeenBy, Type, VariantContent};

/// What the routes can be filtered by. It shows once the script runs.
pub(super) fn filters(inventory: &Inventory) -> String {
    let mut methods: Vec<&str> = inventory.routes.iter().map(|route| route.method.as_str()).collect();
    methods.sort_unstable();
    methods.dedup();
    let roles: Vec<&str> = inventory.application.roles.iter().map(|role| role.name.as_str()).collect();
    format!(
        "<form hidden>\n<label>Path or handler<input name=\"text\" type=\"search\"></label>\n\
         <label>Method<select name=\"method\">{}</select></label>\n\
         <label>Open to<select name=\"access\"><option value=\"\">all</option><option value=\"public\">anyone</option>\
         <option value=\"caller\">callers</option></select></label>\n\
         <label>What can this role call<select name=\"role\">{}</select></label>\n\
         <label class=\"check\"><input name=\"reason\" type=\"checkbox\" value=\"yes\">with a reason for less</label>\n\
         <button type=\"reset\">Show all</button>\n<output></output>\n</form>\n",
        options(&methods),
        options(&roles)
    )
}

fn options(values: &[&str]) -> String {
    let each = values.iter().map(|value| format!("<option>{}</option>", escaped(value)));
    core::iter::once("<option value=\"\">all</option>".to_owned()).chain(each).collect()
}

/// A table of all routes, each with what else there is to say of it.
pub(super) fn routes(inventory: &Inventory) -> String {
    let rows: String = inventory.routes.iter().map(|route| row(inventory, route)).collect();
    format!(
        "<div class=\"wide\">\n<table>\n<thead><tr><th>Route</th><th>Who may call</th><th>How often</th>\
         <th>Object</th><th>Answer</th></tr></thead>\n{rows}</table>\n</div>\n"
    )
}

fn row(inventory: &Inventory, route: &Route) -> String {
    let public = matches!(route.access, Access::Public { .. });
    let roles = inventory.application.roles.iter().map(|role| role.name.as_str()).filter(|role| {
        let can = inventory.callable_by(role);
        can.is_some_and(|can| can.routes.iter().any(|one| one.method == route.method && one.path == route.path))
    });
    let roles: Vec<&str> = roles.collect();
    let reason = if has_reason(route) { "yes" } else { "no" };
    let rates: Vec<String> = route.rates.iter().map(ToString::to_string).collect();
    let objects: Vec<String> = route.objects.iter().map(ToString::to_string).collect();
    format!(
        "<tbody data-route=\"{}\" data-method=\"{}\" data-access=\"{}\" data-roles=\"{}\" data-reason=\"{reason}\">\n\
         <tr><td><details><summary><span class=\"method\">{}</span> <span class=\"path\">{}</span></summary>{}</details></td>\
         <td class=\"{}\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n</tbody>\n",
        escaped(&format!("{} {}", route.path, route.handler)),
        escaped(&route.method),
        if public { "public" } else { "caller" },
        escaped(&roles.join(" ")),
        escaped(&route.method),
        escaped(&route.path),
        details(route),
        if public { "public" } else { "known" },
        escaped(&route.access.to_string()),
        escaped(&rates.join(", ")),
        escaped(&objects.join(", ")),
        escaped(&route.answer.to_string()),
    )
}

/// Whether somebody took something on themselves in writing.
fn has_reason(route: &Route) -> bool {
    let excused = route.params.iter().any(|param| matches!(param.guarded_by, Guard::Excused { .. }));
    excused || !route.vouched.is_empty() || matches!(route.access, Access::Public { .. })
}

fn details(route: &Route) -> String {
    let mut items: Vec<(String, String)> = Vec::new();
    let mut say = |what: &str, text: String| items.push((what.to_owned(), text));
    say("handler", format!("{} at {}:{}", route.handler, route.file, route.line));
    if let Access::Public { reason, .. } = &route.access {
        say("public", reason.clone());
    }
    for param in &route.params {
        say(&format!("{{{}}}", param.name), format!("{}; {}", param.schema, param.guarded_by));
    }
    for object in &route.objects {
        let known = object.fingerprint.as_deref().unwrap_or("not fingerprinted");
        say(&format!("rule for {object}"), known.to_owned());
    }
    for input in &route.inputs {
        say("reads", input.to_string());
    }
    for limited in &route.limited {
        let roles = limited.role.iter().map(|role| format!("role {role}"));
        let scopes = limited.scope.iter().map(|scope| format!("scope {scope}"));
        say(&limited.field, format!("for {} alone", roles.chain(scopes).collect::<Vec<_>>().join(" and ")));
    }
    for vouched in &route.vouched {
        say(&format!("vouched for {}", vouched.what), vouched.reason.clone());
    }
    if route.caller_rate {
        say("limit", "that of a caller over all routes".to_owned());
    }
    if let Some(most) = route.body_limit {
        say("body", format!("{} at the most", bytes(most)));
    }
    if let Some(most) = route.concurrency {
        say("at once", format!("{most} requests at the most"));
    }
    say("time", format!("{} ms", route.timeout_ms));
    list(&items)
}

fn list(items: &[(String, String)]) -> String {
    let each = items.iter().map(|(what, text)| {
        format!("<li><span class=\"soft\">{}</span> <span class=\"word\">{}</span></li>", escaped(what), escaped(text))
    });
    format!("<ul>{}</ul>", each.collect::<String>())
}

/// Rows of cells.
fn rows(class: &str, rows: &[Vec<String>]) -> String {
    let cell = |text: &String| format!("<td class=\"{class}\">{}</td>", escaped(text));
    let row = |row: &Vec<String>| format!("<tr>{}</tr>\n", row.iter().map(cell).collect::<String>());
    format!("<div class=\"wide\"><table><tbody>\n{}</tbody></table></div>\n", rows.iter().map(row).collect::<String>())
}

/// Every reason that was given for less.
pub(super) fn reasons(inventory: &Inventory) -> String {
    let given = table::reasons(inventory);
    if given.is_empty() { String::new() } else { format!("<h2>With a reason</h2>\n{}", rows("reason", &given)) }
}

/// What holds for all routes.
pub(super) fn application(inventory: &Inventory) -> String {
    format!("<h2>For all routes</h2>\n{}", rows("word", &table::whole(&inventory.application)))
}

/// What is taken and sent.
pub(super) fn types(inventory: &Inventory) -> String {
    let each = inventory.types.iter().map(|(name, is)| {
        format!(
            "<details><summary><code>{}</code></summary>{}</details>\n",
            escaped(name),
            match is {
                Type::Object { fields, rules } => list(&all_fields(fields, rules)),
                Type::Newtype(schema) => list(&[("as".to_owned(), schema.to_string())]),
                Type::Union { variants, .. } => list(&variants.iter().map(variant).collect::<Vec<_>>()),
            }
        )
    });
    format!("<h2>Types</h2>\n{}", each.collect::<String>())
}

fn all_fields(fields: &[Field], rules: &[Rule]) -> Vec<(String, String)> {
    let whole = rules.iter().map(|rule| ("all of it".to_owned(), said(rule)));
    fields.iter().map(field).chain(whole).collect()
}

fn field(field: &Field) -> (String, String) {
    let mut text = field.schema.to_string();
    for rule in &field.rules {
        text.push_str(&format!(", {}", said(rule)));
    }
    if !field.required {
        text.push_str(", may be absent");
    }
    if let Some(SeenBy { role, scope }) = &field.disclosed_to {
        let roles = role.iter().map(|role| format!(", for role {role}"));
        text.extend(roles.chain(scope.iter().map(|scope| format!(", for scope {scope}"))));
    }
    if let Some(reason) = &field.vouched {
        text.push_str(&format!(", vouched: {reason}"));
    }
    (field.name.clone(), text)
}

fn variant(variant: &crate::inventory::Variant) -> (String, String) {
    let text = match &variant.content {
        VariantContent::Nothing => String::new(),
        VariantContent::One(schema) => schema.to_string(),
        VariantContent::Several(schemas) => schemas.iter().map(|schema| format!("{schema} ")).collect(),
        VariantContent::Object(fields) => {
            fields.iter().map(|inner| format!("{}: {} ", inner.name, inner.schema)).collect()
        }
    };
    (variant.name.clone(), text)
}

fn said(rule: &Rule) -> String {
    let bound = |word: &str, bound: &Option<Bound>| bound.map(|bound| format!(" {word} {bound}")).unwrap_or_default();
    match &rule.check {
        Check::Length { min, max, equal } => {
            format!("length{}{}{}", bound("from", min), bound("to", max), bound("of", equal))
        }
        Check::Range { min, max, exclusive_min, exclusive_max } => format!(
            "range{}{}{}{}",
            bound("from", min),
            bound("to", max),
            bound("above", exclusive_min),
            bound("below", exclusive_max)
        ),
        Check::Email => "an e-mail address".to_owned(),
        Check::Url => "a URL".to_owned(),
        Check::Contains(what) => format!("contains {}", what.unwrap_or("what is computed")),
        Check::DoesNotContain(what) => format!("does not contain {}", what.unwrap_or("what is computed")),
        Check::Regex(name) => format!("matches {name}"),
        Check::MustMatch(other) => format!("same as {other}"),
        Check::Custom(function) | Check::Whole(function) => format!("checked by {function}"),
        Check::NonControlCharacter => "no control characters".to_owned(),
        Check::Required => "required".to_owned(),
    }
}

/// Which layer covers what, as the terminal has it.
pub(super) fn coverage(inventory: &Inventory) -> String {
    let text = inventory.coverage().to_string();
    format!("<h2>Which layer covers what</h2>\n<div class=\"wide\"><pre>{}</pre></div>\n", escaped(&text))
}
