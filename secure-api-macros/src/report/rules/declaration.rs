//! Who may call: the declaration itself.

use super::Checker::{Audit, Macro};

rules! {
    NoPolicy {
        id: "SA0001",
        name: "route without a policy",
        what: "A route attribute without `#[secure(..)]` on the same handler.",
        why: "A route that nobody decided about is open to everybody, and nobody sees it in a review.",
        risks: &[5, 8],
        fix: "#[get(\"/articles\")]\n#[secure(auth = \"jwt\")]                                    // callers who prove who they are\n// or: #[secure(public = \"why it is open\", rate = \"60/min\")]  // anyone",
        conformance: &[1, 5],
        checked_by: Macro,
    }
    NoRoute {
        id: "SA0002",
        name: "policy without a route",
        what: "`#[secure(..)]` without `#[get(..)]`, `post`, `put`, `patch` or `delete` on the same handler.",
        why: "A policy that does not know its method and path protects whatever somebody mounts it at later, and may drift from it.",
        risks: &[5, 9],
        fix: "#[get(\"/articles\")]      // of `secure_api`, under its own name\n#[secure(auth = \"jwt\")]",
        conformance: &[5],
        checked_by: Macro,
    }
    Foreign {
        id: "SA0030",
        name: "route of another framework",
        what: "A route attribute of another framework, or one that only others have, beside `#[secure(..)]`.",
        why: "`#[actix_web::get(..)]` makes a route that asks no policy: what is declared beside it is read by nobody.",
        risks: &[5, 8],
        fix: "#[secure_api::get(\"/articles\")]   // not `#[actix_web::get(..)]`; `HEAD` is answered by `get`\n#[secure(auth = \"jwt\")]",
        conformance: &[1, 5],
        checked_by: Macro,
    }
    ForeignPolicy {
        id: "SA0111",
        name: "policy that no macro wrote",
        what: "A hand-written `impl` of `SecureRoute` whose policy no `#[secure(..)]` could have written.",
        why: "A policy without a reason, a rate or one of the parameters of its path is an open route that looks like a guarded one.",
        risks: &[5, 8],
        fix: "#[get(\"/articles\")]\n#[secure(auth = \"jwt\")]\nasync fn list() -> StatusCode { .. }   // in place of the impl",
        conformance: &[1, 5],
        checked_by: Audit,
    }
    Twice {
        id: "SA0003",
        name: "two policies or two routes",
        what: "More than one policy, or more than one route, on one handler.",
        why: "Which of two policies holds is a guess, and the weaker one is the one that an attacker tries.",
        risks: &[5, 8],
        fix: "#[get(\"/articles\")]      // one route\n#[secure(auth = \"jwt\")]   // one policy; a second path is a handler of its own",
        conformance: &[3, 5],
        checked_by: Macro,
    }
    UnknownKey {
        id: "SA0006",
        name: "unknown key",
        what: "A key that `#[secure(..)]` does not have.",
        why: "A misspelt `role` or `rate` that is passed over leaves the route without the check that its author sees in the source.",
        risks: &[5, 8],
        fix: "#[secure(auth = \"jwt\", role = \"editor\", rate = \"10/min\")]\n// keys: auth, role, scope, public, rate, body, timeout, concurrency, no_object_check(param)",
        conformance: &[3],
        checked_by: Macro,
    }
    DuplicateKey {
        id: "SA0007",
        name: "key given twice",
        what: "The same key twice in one `#[secure(..)]`.",
        why: "Readers see the first, the program may take the last: what was reviewed is not what runs.",
        risks: &[8],
        fix: "#[secure(auth = \"jwt\", rate = [\"10/min\", \"100/h\"])]   // several rates are one list",
        conformance: &[3],
        checked_by: Macro,
    }
    Value {
        id: "SA0008",
        name: "malformed entry",
        what: "An entry of `#[secure(..)]` that is no `key = value`, or whose comma is missing.",
        why: "Half an entry is a check that somebody meant and nothing enforces.",
        risks: &[8],
        fix: "#[secure(auth = \"jwt\", rate = \"10/min\")]",
        conformance: &[3],
        checked_by: Macro,
    }
    NoAuth {
        id: "SA0009",
        name: "nothing says who may call",
        what: "Neither `auth` nor `public`, or a `role` or `scope` without `auth`.",
        why: "A route that forgot authentication is the commonest way to lose data; being open has to be somebody's decision.",
        risks: &[2, 5],
        fix: "#[secure(auth = \"jwt\")]\n// or: #[secure(public = \"why it is open\", rate = \"60/min\")]",
        conformance: &[1, 2],
        checked_by: Macro,
    }
    PublicReason {
        id: "SA0010",
        name: "public without a reason",
        what: "`public` without a reason, with an empty one, or with the placeholder of a message.",
        why: "An open route is an exception. Without a reason, no review can tell a health probe from a mistake.",
        risks: &[2, 8],
        fix: "#[secure(public = \"liveness probe, returns no data\", rate = \"60/min\")]",
        conformance: &[2],
        checked_by: Macro,
    }
    PublicRate {
        id: "SA0011",
        name: "public without a rate",
        what: "A `public` route without `rate`.",
        why: "Anybody may call an open route as often as a script can: scraping, guessing and exhaustion cost them nothing.",
        risks: &[4, 6],
        fix: "#[secure(public = \"liveness probe, returns no data\", rate = \"60/min\")]   // counts each client address",
        conformance: &[2, 95],
        checked_by: Macro,
    }
    PublicAccess {
        id: "SA0012",
        name: "public beside what needs a caller",
        what: "`public` together with `auth = \"jwt\"`, `role` or `scope`.",
        why: "One of the two is a mistake, and where it is `public` the route is open to everybody.",
        risks: &[2, 5],
        fix: "#[secure(auth = \"jwt\", role = \"editor\")]\n// or, for everybody, with known callers told apart:\n#[secure(public = \"the front page\", auth = optional(\"jwt\"), rate = \"60/min\")]",
        conformance: &[2, 3],
        checked_by: Macro,
    }
    Auth {
        id: "SA0013",
        name: "unknown scheme",
        what: "A scheme that does not exist, or `optional(..)` on a route that is not public.",
        why: "A scheme that nothing verifies lets in whoever claims it; an optional caller without `public` opens the route silently.",
        risks: &[2],
        fix: "#[secure(auth = \"jwt\")]\n// or: #[secure(public = \"the front page\", auth = optional(\"jwt\"), rate = \"60/min\")]",
        conformance: &[2, 3],
        checked_by: Macro,
    }
    NeedsCaller {
        id: "SA0103",
        name: "argument that needs a caller",
        what: "`Identity` or `Claims<T>` as an argument of a route where there may be no caller.",
        why: "A handler that believes in a caller whom nothing verified acts for whoever asks.",
        risks: &[2],
        fix: "#[secure(auth = \"jwt\")]\nasync fn me(caller: Identity) -> StatusCode { .. }\n\n// or, where the route is for everybody:\n#[secure(public = \"the front page\", auth = optional(\"jwt\"), rate = \"60/min\")]\nasync fn front(caller: Option<Identity>) -> StatusCode { .. }",
        conformance: &[2, 42],
        checked_by: Audit,
    }
}
