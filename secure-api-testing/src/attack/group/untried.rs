//! What the lock promises, and no case here can try: said one by one, so that it is excused by name or seen.

use crate::attack::case::Case;
use crate::attack::plan::Plan;
use crate::attack::shape;

/// Parts of answers that are not looked into, whatever comes. All others are judged with every answer.
pub(super) fn of_answers(plan: &Plan) -> Vec<Case> {
    let of_route = |route| {
        let unread = shape::unread(&plan.lock, route).into_iter();
        unread.map(move |(what, why)| Case::not_run(&route.name(), "answer", &format!("what {what} holds"), &why))
    };
    plan.lock.routes.iter().flat_map(of_route).collect()
}

/// Parts of the file itself.
pub(super) fn of_the_lock(plan: &Plan) -> Vec<Case> {
    let case = |what: String, why: &str| Case::not_run("the application", "lock", &what, why);
    let unread = plan.lock.unread.iter().map(|what| {
        case(format!("`{what}`"), "the attack does not know this part of a lock file: is it of the same version?")
    });
    let issuers = plan.lock.other_issuers.iter().map(|name| {
        case(format!("tokens of the issuer `{name}`"), "the attack plays the first issuer of the file, and no other")
    });
    unread.chain(issuers).collect()
}
