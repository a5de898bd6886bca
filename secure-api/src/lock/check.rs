//! What stands between an application and its start where it is not what was reviewed.

use crate::api::Faults;
use crate::inventory::Inventory;

use super::Lock;

/// Each difference is a fault.
pub(crate) fn check(text: &str, inventory: &Inventory, faults: &mut Faults) {
    let help = "compare it by a test: `secure_api_testing::locked!(api())`, which says how a change is accepted";
    let lock = match Lock::parse(text) {
        Ok(lock) => lock,
        Err(wrong) => return faults.push(format!("the lock file cannot be read: {wrong}"), help),
    };
    if !lock.approvals.is_empty() {
        faults.push("the lock file has an approval that was not used", help);
    }
    for change in lock.changes(&Lock::of(inventory)) {
        faults.push(format!("the application is not what its lock file says: {change}"), help);
    }
}
