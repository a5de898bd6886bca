//! The rules that need types, asked of constants while the compiler checks. A rule answers with the message, or nothing.
//!
//! Macros give the place of each message; their own rules stand in the macro crate, up to `SA0099`.

use crate::handle::{ArgInfo, CallerNeed, ObjectInfo};

use super::text::Text;
use super::vocabulary::same_text;
use super::{Access, RateKey, Requirement, RoutePolicy, Vocabulary};

/// As many parameters as a pattern may have.
pub(crate) const MOST_PARAMS: usize = 16;

/// What one argument reads fits the route.
pub const fn argument(policy: &RoutePolicy, args: &[ArgInfo], place: usize) -> Option<Text> {
    let arg = &args[place];
    if let Some(text) = body(policy, args, place) {
        return Some(text);
    }
    if let Some(text) = caller(policy, arg) {
        return Some(text);
    }
    if !arg.path.is_empty() && another_path(args, place) {
        let text = "two arguments read the path by place\nhelp: take one tuple: `Path<(A, B)>`\nrule: SA0102";
        return Some(Text::of(&[text]));
    }
    match &arg.object {
        Some(object) => object_fits(policy, args, place, object),
        None => None,
    }
}

/// Each path parameter is decided, no object by its type, or excused by name (C117), and nested ids are one key (C118).
pub const fn path(policy: &RoutePolicy, args: &[ArgInfo]) -> Option<Text> {
    if reported_on_an_argument(policy, args) {
        return None;
    }
    let mut at = 0;
    while at < policy.params.len() {
        let param = policy.params[at];
        let (decided, excused) = (is_decided(args, param), is_excused(policy, param));
        if decided && excused {
            return Some(Text::of(&[
                "`no_object_check(",
                param,
                ")` excuses a parameter that an object-level decision takes\nhelp: leave out `no_object_check(",
                param,
                ")`\nrule: SA0107",
            ]));
        }
        at += 1;
    }
    if let Some(text) = nested(policy, args) {
        return Some(text);
    }
    free_fit(policy, args)
}

/// Whether an argument says already why the path is not read as it should be.
const fn reported_on_an_argument(policy: &RoutePolicy, args: &[ArgInfo]) -> bool {
    let mut at = 0;
    while at < args.len() {
        if !args[at].path.is_empty() && another_path(args, at) {
            return true;
        }
        if let Some(object) = &args[at].object
            && keys_in(policy.params, object.keys) < object.keys.len()
        {
            return true;
        }
        at += 1;
    }
    false
}

/// The parameters that no object-level decision takes, by their places.
pub(crate) const fn free(params: &[&str], args: &[ArgInfo]) -> ([usize; MOST_PARAMS], usize) {
    let (mut places, mut len, mut at) = ([0; MOST_PARAMS], 0, 0);
    while at < params.len() && at < MOST_PARAMS {
        if !is_decided(args, params[at]) {
            places[len] = at;
            len += 1;
        }
        at += 1;
    }
    (places, len)
}

/// A role in quotes is one that the application declares.
pub const fn role(policy: &RoutePolicy, name: &str) -> Option<Text> {
    match policy.access {
        Access::Caller { role: Some(needed), .. } => named(&needed, name, "role", "Roles", "use_roles", "Role"),
        _ => None,
    }
}

/// A scope in quotes is one that the application declares.
pub const fn scope(policy: &RoutePolicy, name: &str) -> Option<Text> {
    match policy.access {
        Access::Caller { scope: Some(needed), .. } => named(&needed, name, "scope", "Scopes", "use_scopes", "Scope"),
        _ => None,
    }
}

/// A rate with a name counts by something that the route has.
pub const fn rate(policy: &RoutePolicy, place: usize) -> Option<Text> {
    if matches!(policy.rates[place].key, RateKey::Caller) && policy.access.scheme().is_none() {
        let text = "this rate counts callers, and on a public route none is known\nhelp: name one that is `per address`, or tell known callers apart: `auth = optional(\"jwt\")`\nrule: SA0110";
        return Some(Text::of(&[text]));
    }
    let (mut at, mut own) = (0, false);
    while at < policy.rates.len() {
        own = own || !matches!(policy.rates[at].key, RateKey::Route);
        at += 1;
    }
    if own {
        return None;
    }
    let text = "a rate `per route` alone lets one caller use up what all share\nhelp: add a limit for each: `rate = [\"10/min\", ..]`\nrule: SA0110";
    Some(Text::of(&[text]))
}

const fn body(policy: &RoutePolicy, args: &[ArgInfo], place: usize) -> Option<Text> {
    if !args[place].body {
        return None;
    }
    if matches!(policy.method, super::Method::Get | super::Method::Delete) {
        return Some(Text::of(&[
            "`",
            policy.method.as_str(),
            "` has no body to read (RFC 9110, 9.3)\nhelp: take `Valid<Query<T>>`, or make it a `#[post(..)]`\nrule: SA0101",
        ]));
    }
    let mut before = 0;
    while before < place {
        if args[before].body {
            let text =
                "two arguments read the body, which comes once\nhelp: put both into one `#[input]`\nrule: SA0101";
            return Some(Text::of(&[text]));
        }
        before += 1;
    }
    None
}

const fn caller(policy: &RoutePolicy, arg: &ArgInfo) -> Option<Text> {
    if policy.access.has_caller() || !matches!(arg.caller, CallerNeed::Required) {
        return None;
    }
    let text = match policy.access.scheme() {
        None => {
            "this argument needs a caller, and `public` says that there is none\nhelp: write `auth = \"jwt\"` in place of `public`; or add `auth = optional(\"jwt\")` and take `Option<Identity>`\nrule: SA0103"
        }
        Some(_) => {
            "this argument needs a caller, who is optional on this route\nhelp: take `Option<Identity>` or `Caller`\nrule: SA0103"
        }
    };
    Some(Text::of(&[text]))
}

const fn another_path(args: &[ArgInfo], place: usize) -> bool {
    let mut before = 0;
    while before < place {
        if !args[before].path.is_empty() {
            return true;
        }
        before += 1;
    }
    false
}

const fn object_fits(policy: &RoutePolicy, args: &[ArgInfo], place: usize, object: &ObjectInfo) -> Option<Text> {
    let mut at = 0;
    while at < object.keys.len() {
        if !has(policy.params, object.keys[at]) {
            return Some(Text::of(&[
                "`",
                object.type_name,
                "` is looked up by `",
                object.keys[at],
                "`, which the path `",
                policy.path,
                "` does not have\nhelp: write `{",
                object.keys[at],
                "}` in the path, or change `#[resource(key = ..)]`\nrule: SA0104",
            ]));
        }
        at += 1;
    }
    if policy.method.is_safe() && !object.read_only {
        return Some(Text::of(&[
            "`",
            object.action,
            "` changes things, and `",
            policy.method.as_str(),
            "` only reads\nhelp: take `Authorized<",
            object.type_name,
            ", Read>`, or make it a `#[post(..)]`\nrule: SA0105",
        ]));
    }
    if !policy.method.is_safe() && object.read_only && first_object(args, place) && all_read_only(args) {
        return Some(Text::of(&[
            "`",
            policy.method.as_str(),
            "` changes things, and the only decision here is whether the caller may `",
            object.action,
            "`\nhelp: take `Authorized<",
            object.type_name,
            ", Update>`, `Delete`, or an action of your own: `#[derive(Action)] pub struct Publish;`\nrule: SA0106",
        ]));
    }
    None
}

const fn first_object(args: &[ArgInfo], place: usize) -> bool {
    let mut before = 0;
    while before < place {
        if args[before].object.is_some() {
            return false;
        }
        before += 1;
    }
    true
}

const fn all_read_only(args: &[ArgInfo]) -> bool {
    let mut at = 0;
    while at < args.len() {
        if let Some(object) = &args[at].object
            && !object.read_only
        {
            return false;
        }
        at += 1;
    }
    true
}

/// Where two parameters are decided, one decision takes all of them: a child is looked up under its parent, or the parent
/// in the path is decoration that anybody may change.
const fn nested(policy: &RoutePolicy, args: &[ArgInfo]) -> Option<Text> {
    let (mut decided, mut at) = (0, 0);
    while at < policy.params.len() {
        if is_decided(args, policy.params[at]) {
            decided += 1;
        }
        at += 1;
    }
    if decided < 2 {
        return None;
    }
    at = 0;
    while at < args.len() {
        if let Some(object) = &args[at].object
            && keys_in(policy.params, object.keys) == decided
        {
            return None;
        }
        at += 1;
    }
    Some(
        Text::of(&["the ids of `", policy.path, "` are decided one by one, and nothing says that they belong together\nhelp: give the innermost resource all of them as one key: `#[resource(key = ("])
            .and_names(policy.params)
            .and("), ..)]`\nrule: SA0108"),
    )
}

impl Text {
    const fn and_names(self, names: &[&str]) -> Self {
        let (mut text, mut at) = (self, 0);
        while at < names.len() {
            text = text.and(if at == 0 { "" } else { ", " }).and(names[at]);
            at += 1;
        }
        text
    }
}

/// What `Path<T>` reads by place are the parameters that no decision takes; one that may be an id has a written reason.
const fn free_fit(policy: &RoutePolicy, args: &[ArgInfo]) -> Option<Text> {
    let (places, free) = free(policy.params, args);
    let parts = path_parts(args);
    let mut at = 0;
    while at < free {
        let param = policy.params[places[at]];
        let may_be_id = at >= parts.len() || parts[at].may_be_id;
        if may_be_id && !is_excused(policy, param) {
            return Some(undecided(policy, param, if at < parts.len() { parts[at].type_name } else { "" }));
        }
        at += 1;
    }
    if parts.is_empty() || parts.len() == free {
        return None;
    }
    let more = parts.len() > free;
    Some(
        Text::of(&[
            "`Path<..>` reads ",
            if more { "more" } else { "fewer" },
            " parameters than `",
            policy.path,
            "` leaves to it\nhelp: a `Path` takes, in order, those that no `Authorized<..>` takes: ",
        ])
        .and_free(policy.params, args)
        .and("\nrule: SA0102"),
    )
}

impl Text {
    const fn and_free(self, params: &[&str], args: &[ArgInfo]) -> Self {
        let (places, free) = free(params, args);
        if free == 0 {
            return self.and("here none");
        }
        let (mut text, mut at) = (self, 0);
        while at < free {
            text = text.and(if at == 0 { "`" } else { ", `" }).and(params[places[at]]).and("`");
            at += 1;
        }
        text
    }
}

const fn undecided(policy: &RoutePolicy, param: &str, type_name: &str) -> Text {
    let text =
        Text::of(&["`{", param, "}` of `", policy.path, "` may name an object, and nothing decides who may use it"]);
    let text = if type_name.is_empty() { text } else { text.and(" (it is read as `").and(type_name).and("`)") };
    text.and("\nhelp: take `Authorized<T, ")
        .and(if policy.method.is_safe() { "Read" } else { "Update" })
        .and(">` of a resource whose key is `")
        .and(param)
        .and("`\n      or read it as a type that is no id: `#[derive(PathValue)]` on an enum\n      or say why not: `#[secure(.., no_object_check(")
        .and(param)
        .and(") = \"reason\")]`\nrule: SA0100")
}

const fn path_parts(args: &[ArgInfo]) -> &'static [crate::handle::PathPart] {
    let mut at = 0;
    while at < args.len() {
        if !args[at].path.is_empty() {
            return args[at].path;
        }
        at += 1;
    }
    &[]
}

const fn is_decided(args: &[ArgInfo], param: &str) -> bool {
    let mut at = 0;
    while at < args.len() {
        if let Some(object) = &args[at].object
            && has(object.keys, param)
        {
            return true;
        }
        at += 1;
    }
    false
}

const fn is_excused(policy: &RoutePolicy, param: &str) -> bool {
    let mut at = 0;
    while at < policy.excused.len() {
        if same_text(policy.excused[at].param, param) {
            return true;
        }
        at += 1;
    }
    false
}

const fn keys_in(params: &[&str], keys: &[&str]) -> usize {
    let (mut found, mut at) = (0, 0);
    while at < params.len() {
        if has(keys, params[at]) {
            found += 1;
        }
        at += 1;
    }
    found
}

const fn has(names: &[&str], name: &str) -> bool {
    let mut at = 0;
    while at < names.len() {
        if same_text(names[at], name) {
            return true;
        }
        at += 1;
    }
    false
}

const fn named(
    needed: &Requirement,
    name: &str,
    one: &str,
    derive: &str,
    reexport: &str,
    example: &str,
) -> Option<Text> {
    let vocabulary: &Vocabulary = needed.vocabulary;
    if vocabulary.names.is_empty() {
        return Some(Text::of(&[
            "`",
            name,
            "` is a ",
            one,
            " in quotes, and the root of this crate declares no ",
            one,
            "s\nhelp: put `#[derive(",
            derive,
            ")] pub enum ",
            example,
            " { .. }` there; or write `secure_api::",
            reexport,
            "!(path::to::",
            example,
            ");` there; or spell it `",
            one,
            " = ",
            example,
            "::..`\nrule: SA0109",
        ]));
    }
    if vocabulary.bit(name) != 0 {
        return None;
    }
    let text = Text::of(&["`", name, "` is not a ", one, " of `", vocabulary.type_name, "`\nhelp: it declares "]);
    Some(text.and_listed(vocabulary.names).and("\nrule: SA0109"))
}
