//! placeholder
use super::Problem;
use crate::policy::Requirement;

/// Why a request is refused.
#[derive(Debug)]
pub enum Refusal {
    /// No such route.
    NotFound,
    /// No such object.
    NoSuchObject,
    /// An object that the caller may not touch: the same answer as for a missing one.
    DeniedObject {
        /// Of which kind.
        object: &'static str,
        /// What was asked.
        action: &'static str,
    },
    /// Lacks role.
    LacksRole,
    /// Lacks scope.
    LacksScope(Requirement),
    /// A fault of ours.
    Broken(&'static str),
    /// The handler's own error.
    Handler(Problem),
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Refusal::Handler(problem)
    }
}
