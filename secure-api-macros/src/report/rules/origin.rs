//! Pages of other origins.

use super::Checker::Types;

rules! {
    AnyOrigin {
        id: "SA0273",
        name: "any origin",
        what: "`Cors::any()`, as other frameworks have it: there is no wildcard.",
        why: "Pages of everybody could read what the API answers to the browsers of its users.",
        risks: &[8],
        fix: "Cors::origin(\"https://app.example\").and(\"https://other.example\")",
        conformance: &[55],
        checked_by: Types,
    }
    OriginNotNamed {
        id: "SA0274",
        name: "origins that are not named",
        what: "`Cors::origin(..)` of a list, a closure or anything but one text.",
        why: "An origin that is compared by a rule of one's own is let in by its suffix: `evil-app.example`.",
        risks: &[8],
        fix: "Cors::origin(\"https://app.example\").and(\"https://other.example\")",
        conformance: &[55],
        checked_by: Types,
    }
}
