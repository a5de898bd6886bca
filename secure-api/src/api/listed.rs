//! The entries of one `routes![..]`, compared while the compiler checks.

use core::marker::PhantomData;

use crate::handle::{ArgInfo, ArgList, ExtractAll};
use crate::policy::{RoutePolicy, Text};
use crate::respond::SecureResponse;

use super::endpoint::Answer;
use super::{Endpoint, Routes, SecureRoute};

/// An entry as it is mounted.
///
/// `MANY` is counted from the list: where an entry of it is no handler, this is none either, and adds no second message.
#[derive(Debug)]
pub struct Entry<Route, const TYPES: usize, const MANY: usize>(PhantomData<Route>);

/// What can be mounted: an [`Entry`].
pub trait Mount {
    /// What is made of a request to it.
    type Args: ArgList;
    /// Adds the route with its handler.
    #[doc(hidden)]
    fn mount<S: Send + Sync + 'static>(list: &mut Routes<S>)
    where
        Self::Args: ExtractAll<S>;
}

impl<Route: SecureRoute<TYPES>, const TYPES: usize, const MANY: usize> Mount for Entry<Route, TYPES, MANY> {
    type Args = Route::Args;
    fn mount<S: Send + Sync + 'static>(list: &mut Routes<S>)
    where
        Self::Args: ExtractAll<S>,
    {
        list.endpoints.push(Endpoint::of::<Route, TYPES>());
    }
}

/// An entry as it is compared.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    pub(crate) number: usize,
    pub(crate) policy: &'static RoutePolicy,
    pub(crate) args: &'static [ArgInfo],
    /// Whether it answers with a list that nothing bounds.
    pub(crate) endless: bool,
    shape: u64,
}

/// The entry with this number.
pub const fn listed<Route: SecureRoute<TYPES>, const TYPES: usize>(number: usize) -> Listed {
    let (policy, args) = (Route::POLICY, <Route::Args as ArgList>::INFOS);
    let endless = <Answer<Route, TYPES> as SecureResponse>::ENDLESS;
    Listed { number, policy, args, endless, shape: hash(policy.path) }
}

/// Whether the router would refuse the second beside the first: the same method at the same path, or two names for a
/// parameter in the same place. A literal beside a parameter is none: the literal wins.
pub(crate) const fn conflict(first: &Listed, second: &Listed) -> Option<Text> {
    let (first, second) = match (first.shape == second.shape, first.policy, second.policy) {
        // Handlers with a mistake of their own are listed without a name.
        (true, first, second) if !first.handler.is_empty() && !second.handler.is_empty() => (first, second),
        _ => return None,
    };
    if !same_shape(first.path.as_bytes(), second.path.as_bytes()) {
        return None;
    }
    if same(first.path.as_bytes(), second.path.as_bytes()) {
        if first.method as u8 != second.method as u8 {
            return None;
        }
        let what = Text::of(&["`", second.method.as_str(), " ", second.path, "` is routed twice"]);
        return Some(places(what, first, second).and("\nhelp: keep one of them, or mount one in a list of its own under a prefix: `.mount_at(\"/v2\", routes![..])`").rule("SA0112"));
    }
    let what = Text::of(&["`", first.path, "` and `", second.path, "` are the same place under two names"]);
    Some(places(what, first, second).and("\nhelp: give the parameter the same name in both").rule("SA0113"))
}

const fn places(what: Text, first: &RoutePolicy, second: &RoutePolicy) -> Text {
    let text = what.and("\n      `").and(first.handler).and("` at ").and(first.file).and(":").and_number(first.line);
    text.and("\n      `").and(second.handler).and("` at ").and(second.file).and(":").and_number(second.line)
}

/// FNV-1a over a path without the names of its parameters: texts are compared only where these are equal.
#[allow(clippy::indexing_slicing, reason = "const fns cannot use `get`, and an index out of bounds does not compile")]
const fn hash(path: &str) -> u64 {
    let path = path.as_bytes();
    let (mut hash, mut at, mut in_name) = (0xcbf2_9ce4_8422_2325_u64, 0, false);
    while at < path.len() {
        in_name = in_name && path[at] != b'}';
        if !in_name {
            hash = (hash ^ path[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        }
        in_name = in_name || path[at] == b'{';
        at += 1;
    }
    hash
}

/// Whether two paths differ in the names of their parameters at most.
#[allow(clippy::indexing_slicing, reason = "const fns cannot use `get`, and an index out of bounds does not compile")]
const fn same_shape(a: &[u8], b: &[u8]) -> bool {
    let (mut at, mut beside) = (0, 0);
    while at < a.len() && beside < b.len() {
        if a[at] != b[beside] {
            return false;
        }
        if a[at] == b'{' {
            while at < a.len() && a[at] != b'}' {
                at += 1;
            }
            while beside < b.len() && b[beside] != b'}' {
                beside += 1;
            }
        } else {
            at += 1;
            beside += 1;
        }
    }
    at == a.len() && beside == b.len()
}

#[allow(clippy::indexing_slicing, reason = "const fns cannot use `get`, and an index out of bounds does not compile")]
const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

#[cfg(test)]
#[path = "listed_tests.rs"]
mod tests;
