//! The rules as an expansion asks them: a constant each, which does not compile where a rule is broken.
//!
//! The compiler leaves out frames that know their caller, so that a message stands on the caller's token alone.

use crate::api::{Listed, conflict};
use crate::handle::ArgInfo;
use crate::policy::audit::Asked;
use crate::policy::text::Text;
use crate::policy::{Reasons, RoutePolicy, ServerOwned};
use crate::respond::Limited;

/// What one argument reads fits the route.
#[track_caller]
pub const fn argument(policy: &RoutePolicy, args: &[ArgInfo], place: usize) {
    say(super::argument(policy, args, place));
}

/// Each path parameter is decided, no object by its type, or excused.
#[track_caller]
pub const fn path(policy: &RoutePolicy, args: &[ArgInfo]) {
    say(super::path(policy, args));
}

/// What is excused is not decided as well.
#[track_caller]
pub const fn excuse(policy: &RoutePolicy, args: &[ArgInfo], param: &str) {
    say(super::excuse(policy, args, param));
}

/// A role in quotes is one that the application declares.
#[track_caller]
pub const fn role(policy: &RoutePolicy, name: &str) {
    say(super::role(policy, name));
}

/// A scope in quotes is one that the application declares.
#[track_caller]
pub const fn scope(policy: &RoutePolicy, name: &str) {
    say(super::scope(policy, name));
}

/// A role in quotes that a field asks for is one that the application declares.
#[track_caller]
pub const fn audience_role(field: &Limited, name: &str) {
    say(super::audience_role(field, name));
}

/// A scope in quotes that a field asks for is one that the application declares.
#[track_caller]
pub const fn audience_scope(field: &Limited, name: &str) {
    say(super::audience_scope(field, name));
}

/// A reason excuses something.
#[track_caller]
pub const fn vouch(field: &str, disclosed: bool) {
    say(super::vouch(field, disclosed));
}

/// A role beside others adds something, and somebody could have them all.
#[track_caller]
pub const fn role_beside(policy: &RoutePolicy, asked: Asked<'_>) {
    say(super::role_beside(policy, asked));
}

/// A scope beside others adds something, and counts for somebody who has the role that is asked for.
#[track_caller]
pub const fn scope_beside(policy: &RoutePolicy, asked: Asked<'_>) {
    say(super::scope_beside(policy, asked));
}

/// A rate beside others refuses calls that the others admit.
#[track_caller]
pub const fn rate_beside(policy: &RoutePolicy, place: usize) {
    say(super::rate_beside(policy, place));
}

/// A bound on bodies stands where one is read.
#[track_caller]
pub const fn body_bound(policy: &RoutePolicy, args: &[ArgInfo]) {
    say(super::body_bound(policy, args));
}

/// A rate with a name counts by something that the route has.
#[track_caller]
pub const fn rate(policy: &RoutePolicy, place: usize) {
    say(super::rate(policy, place));
}

/// What a `GET` answers with has an end.
#[track_caller]
pub const fn answer(policy: &RoutePolicy, endless: bool) {
    say(super::answer(policy, endless));
}

/// An id that is a plain number or text is decided by somebody.
#[track_caller]
pub const fn undecided_id(is_one: bool, field: &str) {
    if is_one {
        say(Some(super::undecided_id(field)));
    }
}

/// Nobody vouches for what could have a bound.
#[track_caller]
pub const fn endless(is: bool) {
    if is {
        say(Some(super::endless()));
    }
}

/// A list of server-owned fields stands where it is looked up.
#[track_caller]
pub const fn misplaced_list(found: &ServerOwned) {
    if !found.declared {
        say(Some(super::misplaced_list()));
    }
}

/// What is vouched for has a reason.
#[track_caller]
pub const fn reasons(reasons: &Reasons) {
    say(super::input::reasons(reasons));
}

/// One entry of a list: all rules, where they were not asked at the handler, and no conflict with an entry before it.
#[track_caller]
pub const fn entry(list: &[Listed], number: usize) {
    let mut at = 0;
    while list[at].number != number {
        at += 1;
    }
    if !list[at].policy.asked {
        whole(list[at].policy, list[at].args);
        say(super::answer(list[at].policy, list[at].endless));
    }
    let mut before = 0;
    while before < at {
        say(conflict(&list[before], &list[at]));
        before += 1;
    }
}

/// All rules of one route.
#[track_caller]
pub const fn whole(policy: &RoutePolicy, args: &[ArgInfo]) {
    say(super::data(policy));
    let mut place = 0;
    while place < args.len() {
        say(super::argument(policy, args, place));
        place += 1;
    }
    say(super::path(policy, args));
    place = 0;
    while place < policy.excused.len() {
        say(super::excuse(policy, args, policy.excused[place].param));
        place += 1;
    }
    place = 0;
    while place < policy.rates.len() {
        say(super::rate(policy, place));
        place += 1;
    }
}

#[track_caller]
#[allow(clippy::panic, reason = "evaluated by the compiler alone, whose error it is")]
const fn say(text: Option<Text>) {
    if let Some(text) = text {
        panic!("{}", text.as_str())
    }
}
