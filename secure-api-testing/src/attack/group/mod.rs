//! The groups of cases.

mod body;
mod cors;
mod forge;
mod framing;
mod matrix;
mod objects;
mod path;
mod rate;
mod timing;
mod tokens;
mod untried;

use super::case::Case;
use super::lab::Lab;
use super::plan::Plan;
use super::report::Timing;

/// A group: what it is called, and its cases.
pub(super) struct Group {
    pub(super) name: &'static str,
    pub(super) cases: fn(&Plan) -> Vec<Case>,
}

/// All of them, the longest first.
pub(super) const GROUPS: [Group; 10] = [
    Group { name: "rate", cases: rate::cases },
    Group { name: "token", cases: tokens::cases },
    Group { name: "path", cases: path::cases },
    Group { name: "body", cases: body::cases },
    Group { name: "matrix", cases: matrix::cases },
    Group { name: "object", cases: objects::cases },
    Group { name: "framing", cases: framing::cases },
    Group { name: "cors", cases: cors::cases },
    Group { name: "answer", cases: untried::of_answers },
    Group { name: "lock", cases: untried::of_the_lock },
];

/// How long equal refusals take.
pub(super) async fn timings(lab: &mut Lab) -> Vec<Timing> {
    timing::measure(lab).await
}
