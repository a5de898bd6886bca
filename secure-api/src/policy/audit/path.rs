//! The rules of path parameters and objects: C117 and C118.

use crate::handle::{ArgInfo, ObjectInfo, PathPart};
use crate::policy::RoutePolicy;
use crate::policy::text::Text;
use crate::policy::vocabulary::same_text;

use super::why::says_why;
use super::{another_path, has, keys_in};

/// As many parameters as a pattern may have.
pub(crate) const MOST_PARAMS: usize = 16;

/// Each path parameter is decided, no object by its type, or excused by name (C117), and nested ids are one key (C118).
pub(super) const fn path(policy: &RoutePolicy, args: &[ArgInfo]) -> Option<Text> {
    if reported_on_an_argument(policy, args) {
        return None;
    }
    if let Some(text) = nested(policy, args) {
        return Some(text);
    }
    undecided(policy, args)
}

/// A `Path<T>` reads by place, in order, the parameters that no decision takes.
pub(super) const fn misread(policy: &RoutePolicy, args: &[ArgInfo]) -> Option<Text> {
    // What is wrong with the path itself has a message there.
    if path(policy, args).is_some() || reported_on_an_argument(policy, args) {
        return None;
    }
    let ((_, free), parts) = (free(policy.params, args), path_parts(args).len());
    if parts == free {
        return None;
    }
    Some(
        Text::of(&[
            "`Path<..>` reads ",
            if parts > free { "more" } else { "fewer" },
            " parameters than `",
            policy.path,
            "` leaves to it\nhelp: a `Path` takes, in order, those that no `Authorized<..>` takes: ",
        ])
        .and_free(policy.params, args)
        .rule("SA0102"),
    )
}

/// What is excused is not decided as well: one of them is a mistake.
pub(super) const fn excuse(policy: &RoutePolicy, args: &[ArgInfo], param: &str) -> Option<Text> {
    if !is_decided(args, param) {
        return None;
    }
    Some(
        Text::of(&[
            "an object-level decision takes `",
            param,
            "` of `",
            policy.path,
            "`: there is nothing to excuse\nhelp: leave out `no_object_check(",
            param,
            ")`",
        ])
        .rule("SA0107"),
    )
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
            .and("), ..)]`").rule("SA0108"),
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

/// A parameter that no decision takes is no id, by its type or by a written reason.
const fn undecided(policy: &RoutePolicy, args: &[ArgInfo]) -> Option<Text> {
    let (places, free) = free(policy.params, args);
    let parts = path_parts(args);
    let mut at = 0;
    while at < free {
        let param = policy.params[places[at]];
        let may_be_id = at >= parts.len() || !says_why(parts[at].no_id);
        if may_be_id && !is_excused(policy, param) {
            return Some(undecided_by(policy, args, param, if at < parts.len() { parts[at].type_name } else { "" }));
        }
        at += 1;
    }
    None
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

const fn undecided_by(policy: &RoutePolicy, args: &[ArgInfo], param: &str, type_name: &str) -> Text {
    let text =
        Text::of(&["`{", param, "}` of `", policy.path, "` may name an object, and nothing decides who may use it"]);
    let text = if type_name.is_empty() { text } else { text.and(" (it is read as `").and(type_name).and("`)") };
    let text = match decided_beside(args) {
        Some(object) if comes_before(policy.params, param, object.keys) => text
            .and("\nhelp: find `")
            .and(object.type_name)
            .and("` under it, by both: `#[resource(key = (")
            .and_names(policy.params)
            .and("), ..)]`\n      or take `Authorized<T, "),
        Some(object) => text
            .and("\nhelp: take what is found under `")
            .and(object.type_name)
            .and("`, a resource of both ids: `#[resource(key = (")
            .and_names(policy.params)
            .and("), ..)]`\n      or take `Authorized<T, "),
        None => text.and("\nhelp: take `Authorized<T, "),
    };
    text.and(if policy.method.is_safe() { "Read" } else { "Update" })
        .and(">` of a resource whose key is `")
        .and(param)
        .and("`\n      or read it as a type that is no id: `#[derive(PathValue)]` on an enum,\n          or on a newtype with `#[path_value(not_an_id = \"..\")]`\n      or say why not: `#[secure(.., no_object_check(")
        .and(param)
        .and(") = \"why no decision is needed\")]`").rule("SA0100")
}

/// Whether a parameter stands before all of some others.
const fn comes_before(params: &[&str], param: &str, others: &[&str]) -> bool {
    let mut at = 0;
    while at < params.len() {
        if same_text(params[at], param) {
            return true;
        }
        if has(others, params[at]) {
            return false;
        }
        at += 1;
    }
    false
}

/// The decision on another parameter of the same path.
const fn decided_beside(args: &[ArgInfo]) -> Option<ObjectInfo> {
    let mut at = 0;
    while at < args.len() {
        if let Some(object) = args[at].object
            && !object.keys.is_empty()
        {
            return Some(object);
        }
        at += 1;
    }
    None
}

const fn path_parts(args: &[ArgInfo]) -> &'static [PathPart] {
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
