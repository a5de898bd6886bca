//! The names of fields that the server sets, and of those that name an object.

/// What a client that could send it would give itself: an object, a right, a state, a time, a credential.
///
/// After OWASP API3:2023 (Broken Object Property Level Authorization) and its predecessor API6:2019, the OWASP Mass Assignment
/// Cheat Sheet, and CWE-915. In lower case, without separators: `isAdmin`, `is_admin` and `is-admin` are one name.
const NAMES: &[&str] = &[
    // The object itself, and whose it is.
    "id",
    "uuid",
    "guid",
    "pk",
    "owner",
    "ownerid",
    "creator",
    "creatorid",
    "createdby",
    "updatedby",
    "modifiedby",
    "deletedby",
    "tenant",
    "tenantid",
    // Rights.
    "role",
    "roles",
    "admin",
    "isadmin",
    "administrator",
    "isadministrator",
    "superuser",
    "issuperuser",
    "isroot",
    "staff",
    "isstaff",
    "isowner",
    "permission",
    "permissions",
    "privilege",
    "privileges",
    "accesslevel",
    "scopes",
    // States that somebody else decides on.
    "verified",
    "isverified",
    "emailverified",
    "approved",
    "isapproved",
    "blocked",
    "isblocked",
    "banned",
    "isbanned",
    "deleted",
    "isdeleted",
    "balance",
    "credit",
    "credits",
    "creditbalance",
    // Times.
    "createdat",
    "createdon",
    "creationdate",
    "updatedat",
    "updatedon",
    "modifiedat",
    "modifiedon",
    "deletedat",
    "lastlogin",
    "lastloginat",
    // What credentials become.
    "passwordhash",
    "hashedpassword",
    "passworddigest",
    "passwordsalt",
    "salt",
];

/// A name without its case and its separators.
pub(crate) fn normal(name: &str) -> String {
    name.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a normal name is one that the server sets.
pub(crate) fn is_server_owned(normal: &str) -> bool {
    NAMES.contains(&normal)
}

/// Whether a name is that of an object's id, or of several: `account_id`, `accountIds`, `id`.
pub(crate) fn names_an_object(name: &str) -> bool {
    let last = words(name).pop().unwrap_or_default();
    matches!(last.as_str(), "id" | "ids" | "uuid" | "uuids" | "guid" | "guids")
}

/// The words of a name in any case, so that `paid` does not end in `id`.
fn words(name: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut before_is_capital = true;
    for sign in name.chars() {
        if !sign.is_alphanumeric() || (sign.is_uppercase() && !before_is_capital) {
            found.push(String::new());
        }
        before_is_capital = sign.is_uppercase();
        if let (true, Some(word)) = (sign.is_alphanumeric(), found.last_mut()) {
            word.extend(sign.to_lowercase());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{NAMES, is_server_owned, names_an_object, normal};

    #[test]
    fn names_are_told_apart_by_their_letters_alone() {
        for name in ["is_admin", "isAdmin", "IsAdmin", "is-admin", "ISADMIN", "_is_admin_"] {
            assert!(is_server_owned(&normal(name)), "{name}");
        }
        for name in ["title", "roller", "idea", "is_admin_note", "owners_manual"] {
            assert!(!is_server_owned(&normal(name)), "{name}");
        }
        assert!(NAMES.iter().all(|name| normal(name) == *name));
    }

    #[test]
    fn the_last_word_says_whether_a_name_is_that_of_an_object() {
        for name in ["id", "ids", "account_id", "accountId", "account-ids", "accountID", "ACCOUNT_ID", "user_uuid"] {
            assert!(names_an_object(name), "{name}");
        }
        for name in ["paid", "valid", "grid", "android", "bids", "identity", "id_card", "idempotency", "isPaid", ""] {
            assert!(!names_an_object(name), "{name}");
        }
    }
}
