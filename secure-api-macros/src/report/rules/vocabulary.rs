//! Roles and scopes: closed vocabularies.

use super::Checker::{Audit, Macro, Types};

rules! {
    Requirement {
        id: "SA0014",
        name: "unclear requirement",
        what: "Roles or scopes that are not one name, `any(..)` or `all(..)` of names spelled in one way.",
        why: "A list that one reader takes for \"all of these\" and the program for \"one of these\" lets in too many.",
        risks: &[5],
        fix: "#[secure(auth = \"jwt\", role = \"editor\")]\n// or: role = any(\"editor\", \"admin\"), scope = all(Scope::Read, Scope::Write)",
        conformance: &[4],
        checked_by: Macro,
    }
    Vocabulary {
        id: "SA0021",
        name: "vocabulary that is not a plain enum",
        what: "`#[derive(Roles)]` or `#[derive(Scopes)]` on something other than an enum of at most 64 distinct, fieldless names.",
        why: "Two roles of one name, or a role with content, mean something else in a token than in the source.",
        risks: &[5],
        fix: "#[derive(Roles)]\npub enum Role {\n    Reader,\n    #[role(\"billing-clerk\")]   // another name on the wire\n    Billing,\n}",
        conformance: &[4],
        checked_by: Macro,
    }
    Inclusion {
        id: "SA0022",
        name: "wrong inclusion of roles",
        what: "`#[roles(..)]` names a variant that is not there, goes in a circle, or is not written with `>`.",
        why: "In a circle every role is the highest one: readers become administrators.",
        risks: &[5],
        fix: "#[derive(Roles)]\n#[roles(Admin > Editor > Reader)]   // the one that may do most first\npub enum Role { Reader, Editor, Admin }",
        conformance: &[4],
        checked_by: Macro,
    }
    UnknownName {
        id: "SA0109",
        name: "unknown role or scope",
        what: "A role or scope in quotes that the application does not declare.",
        why: "A misspelt role is one that nobody holds, or worse, that another system grants: the check is not the one that was meant.",
        risks: &[5],
        fix: "#[derive(Roles)]\npub enum Role { Editor }\n\n#[secure(auth = \"jwt\", role = \"editor\")]   // a variant, in snake case\n\n// where the enum is not at the root of the crate, there: secure_api::use_roles!(model::Role);",
        conformance: &[4],
        checked_by: Audit,
    }
    NotAVocabulary {
        id: "SA0212",
        name: "not an enum of roles or scopes",
        what: "`role = Colour::Red`, where `Colour` has no `#[derive(Roles)]`, or the same for scopes.",
        why: "What tokens grant is compared with the declared vocabulary; any other type would be compared with nothing.",
        risks: &[5],
        fix: "#[derive(Roles)]\npub enum Role { Reader, Editor }\n\n#[secure(auth = \"jwt\", role = Role::Editor)]",
        conformance: &[4],
        checked_by: Types,
    }
    NotARoleStore {
        id: "SA0220",
        name: "store that does not say roles",
        what: "`RoleCache::new(db, ..)`, where `db` has no `impl RoleStore`.",
        why: "Roles that come from the application's own store stand in place of those in tokens: somebody has to say whose roles it \
              has, and of which enum.",
        risks: &[5],
        fix: "impl RoleStore for Db {\n    type Role = Role;\n\n    async fn roles_of(&self, caller: &Principal) -> Result<StoredRoles<Role>, RolesUnavailable> {\n        Ok(StoredRoles::named(self.roles(caller.issuer(), caller.subject()).await?))\n    }\n}",
        conformance: &[70],
        checked_by: Types,
    }
    NamedTwice {
        id: "SA0050",
        name: "role asked for twice",
        what: "A role or a scope that stands twice in one `any(..)` or `all(..)`.",
        why: "The second one was meant to be another: the route asks for something else than was meant.",
        risks: &[5],
        fix: "#[secure(auth = \"jwt\", role = any(\"editor\", \"auditor\"))]   // not: any(\"editor\", \"editor\")",
        conformance: &[4],
        checked_by: Macro,
    }
    Exclusion {
        id: "SA0051",
        name: "wrong exclusion of roles",
        what: "`exclusive(..)` of fewer than two roles, of one that is not there, of scopes, or of two that another role includes.",
        why: "Duties are kept apart only where the two are named; a role that includes both could be held by nobody, and its routes would be closed.",
        risks: &[5],
        fix: "#[derive(Roles)]\n#[roles(Admin > Editor, exclusive(Editor, Auditor))]   // a token with both is refused\npub enum Role { Editor, Admin, Auditor }",
        conformance: &[4],
        checked_by: Macro,
    }
    Holder {
        id: "SA0052",
        name: "scope of something else than a role",
        what: "`#[scope(\"..\", role = ..)]` whose role is no path.",
        why: "A scope that counts for nobody in particular counts for everybody whom its issuer lends it to.",
        risks: &[5],
        fix: "#[derive(Scopes)]\npub enum Scope {\n    #[scope(\"articles:write\", role = Role::Editor)]   // counts only for who is an editor\n    Write,\n}",
        conformance: &[4],
        checked_by: Macro,
    }
    AddsNothing {
        id: "SA0130",
        name: "role that adds nothing",
        what: "In `all(..)` a role that another one includes, in `any(..)` one that includes another; the same of scopes.",
        why: "What is written is stricter, or wider, than what is checked: a reader believes in a condition that is none.",
        risks: &[5],
        fix: "// with #[roles(Admin > Editor)]\n#[secure(auth = \"jwt\", role = \"editor\")]   // not: any(\"editor\", \"admin\")",
        conformance: &[4],
        checked_by: Audit,
    }
    NobodyCan {
        id: "SA0131",
        name: "policy that nobody can meet",
        what: "`all(..)` of roles that exclude one another, or a scope that counts only for a role which the route's role excludes.",
        why: "A route that nobody can call is opened in a hurry, by taking its policy away.",
        risks: &[5],
        fix: "// with #[roles(exclusive(Editor, Auditor))]\n#[secure(auth = \"jwt\", role = any(\"editor\", \"auditor\"))]   // not: all(..)",
        conformance: &[4],
        checked_by: Audit,
    }
}
