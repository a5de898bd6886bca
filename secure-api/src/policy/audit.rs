//! The rules that need types, asked of constants while the compiler checks. A rule answers with the message, or nothing.
//!
//! Macros give the place of each message; their own rules stand in the macro crate, up to `SA0099`.

mod access;
mod data;
pub(crate) mod input;
mod limits;
mod names;
mod nearest;
mod objects;
mod output;
mod path;
pub mod say;
mod why;

use crate::handle::{ArgInfo, CallerNeed, ObjectInfo};

use super::text::Text;
use super::vocabulary::same_text;
use super::{RateKey, RoutePolicy};

pub use access::Asked;
use access::{role_beside, scope_beside};
use data::data;
use input::{endless, misplaced_list, undecided_id};
use limits::{body as body_bound, rate_beside};
use names::{role, scope};
use objects::answer;
use output::{audience_role, audience_scope, vouch};
pub(crate) use path::{MOST_PARAMS, free};
use path::{excuse, misread, path};
pub(crate) use why::says_why;

/// What one argument reads fits the route.
const fn argument(policy: &RoutePolicy, args: &[ArgInfo], place: usize) -> Option<Text> {
    let arg = &args[place];
    if let Some(text) = body(policy, args, place) {
        return Some(text);
    }
    if let Some(text) = caller(policy, arg) {
        return Some(text);
    }
    if !arg.path.is_empty() && another_path(args, place) {
        let text = "two arguments read the path by place\nhelp: take one tuple: `Path<(A, B)>`";
        return Some(Text::of(&[text]).rule("SA0102"));
    }
    if !arg.path.is_empty()
        && let Some(text) = misread(policy, args)
    {
        return Some(text);
    }
    if let Some(text) = objects::input(policy, args, place) {
        return Some(text);
    }
    if let Some(object) = &arg.object {
        return object_fits(policy, args, place, object);
    }
    if let Some(text) = input::owned(policy, arg) {
        return Some(text);
    }
    if let Some(text) = input::vouched(arg.input) {
        return Some(text);
    }
    input::reasons(arg.reasons)
}

/// A rate with a name counts by something that the route has.
const fn rate(policy: &RoutePolicy, place: usize) -> Option<Text> {
    if matches!(policy.rates[place].key, RateKey::Caller) && policy.access.scheme().is_none() {
        let text = "this rate counts callers, and on a public route none is known\nhelp: name one that is `per address`, or tell known callers apart: `auth = optional(\"jwt\")`";
        return Some(Text::of(&[text]).rule("SA0110"));
    }
    let (mut at, mut own) = (0, false);
    while at < policy.rates.len() {
        own = own || !matches!(policy.rates[at].key, RateKey::Route);
        at += 1;
    }
    if own {
        return None;
    }
    let text = "a rate `per route` alone lets one caller use up what all share\nhelp: add a stricter limit for each caller before it, as `rate = [\"1/min\", limits::ALL]` where this one is `limits::ALL`";
    Some(Text::of(&[text]).rule("SA0110"))
}

const fn body(policy: &RoutePolicy, args: &[ArgInfo], place: usize) -> Option<Text> {
    if !args[place].body {
        return None;
    }
    if matches!(policy.method, super::Method::Get | super::Method::Delete) {
        return Some(
            Text::of(&[
                "`",
                policy.method.as_str(),
                "` has no body to read (RFC 9110, 9.3)\nhelp: take `Valid<Query<T>>`, or make it a `#[post(..)]`",
            ])
            .rule("SA0101"),
        );
    }
    let mut before = 0;
    while before < place {
        if args[before].body {
            let text = "two arguments read the body, which comes once\nhelp: put both into one `#[input]`";
            return Some(Text::of(&[text]).rule("SA0101"));
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
            "this argument needs a caller, and `public` says that there is none\nhelp: write `auth = \"jwt\"` in place of `public`; or add `auth = optional(\"jwt\")` and take `Option<Identity>`"
        }
        Some(_) => {
            "this argument needs a caller, who is optional on this route\nhelp: take `Option<Identity>` or `Caller`"
        }
    };
    Some(Text::of(&[text]).rule("SA0103"))
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
            return Some(
                Text::of(&[
                    "`",
                    object.type_name,
                    "` is looked up by `",
                    object.keys[at],
                    "`, which the path `",
                    policy.path,
                    "` does not have\nhelp: write `{",
                    object.keys[at],
                    "}` in the path, or change `#[resource(key = ..)]`",
                ])
                .rule("SA0104"),
            );
        }
        at += 1;
    }
    if policy.method.is_safe() && !object.read_only {
        return Some(Text::of(&[
            "`",
            object.action,
            "` changes things, and `",
            policy.method.as_str(),
            "` only reads\nhelp: take `",
            object.argument,
            "<",
            object.type_name,
            ", Read>` if everyone whom the rule for `Read` lets in may call this\n      or give this reading a rule of its own: `#[derive(Action)] #[action(read_only)] pub struct History;`\n      or make it a `#[post(..)]`",
        ]).rule("SA0105"));
    }
    if !policy.method.is_safe() && object.read_only && first_object(args, place) && all_read_only(args) {
        return Some(
            Text::of(&[
                "`",
                policy.method.as_str(),
                "` changes things, and the only decision here is whether the caller may `",
                object.action,
                "`\nhelp: take `",
                object.argument,
                "<",
                object.type_name,
                ", Update>`, `Delete`, or an action of your own: `#[derive(Action)] pub struct Publish;`",
            ])
            .rule("SA0106"),
        );
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
