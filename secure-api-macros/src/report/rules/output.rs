//! What leaves: only what is declared.

use super::Checker::{Audit, Macro, Types};

rules! {
    Output {
        id: "SA0027",
        name: "malformed output",
        what: "`#[output]` on a type without named fields, or one that is sent as another type.",
        why: "What is sent has to be what is declared, field by field, or a field that nobody meant goes with it.",
        risks: &[3],
        fix: "#[output]\nstruct ArticleView {\n    id: Uuid,\n    title: String,\n}",
        conformance: &[65],
        checked_by: Macro,
    }
    NotOutput {
        id: "SA0208",
        name: "not declared as output",
        what: "`Json<T>`, `Created<T>` or a field of an `#[output]`, of a type without `#[output]`.",
        why: "An entity that is sent as it is takes its password hash along, today or with the next column.",
        risks: &[3],
        fix: "#[output]\nstruct UserView { name: String }   // what the client may see, and no more\n\nasync fn show(user: Authorized<User, Read>) -> Json<UserView> { .. }",
        conformance: &[65],
        checked_by: Types,
    }
    NotAnAnswer {
        id: "SA0209",
        name: "not an answer",
        what: "A handler that returns `String`, `Response`, `impl IntoResponse` or another type that says nothing about what may leave, or `Created::at(..)` of a text.",
        why: "A free-form answer goes around disclosure, content type and default headers.",
        risks: &[3, 8],
        fix: "async fn show() -> Result<Json<ArticleView>, Problem> { .. }\n// or: NoContent, StatusCode, and Created<T>: Created::at(show::uri(id), view)",
        conformance: &[65, 101],
        checked_by: Types,
    }
    ErrorParts {
        id: "SA0210",
        name: "error without a public part",
        what: "An error type that does not say which part of it a client may see.",
        why: "The text of an error names tables, hosts and files: it is a map of the application for whoever provokes it.",
        risks: &[3, 8],
        fix: "impl SafeError for ArticleError {\n    fn into_problem(self) -> Problem {\n        match self {\n            ArticleError::TitleTaken => Problem::conflict(\"the title is taken\"),   // public\n            ArticleError::Store(cause) => Problem::unavailable(cause),              // to the log alone\n        }\n    }\n}",
        conformance: &[101],
        checked_by: Types,
    }
    Audience {
        id: "SA0040",
        name: "audience of nobody",
        what: "`#[audience(..)]` that names no role or scope, lists roles without `any` or `all`, or stands where there is no named field.",
        why: "A limit that does nothing is worse than none: its author believes that others do not see the field.",
        risks: &[3],
        fix: "#[output]\nstruct ArticleView {\n    title: String,\n    #[audience(Role::Admin)]      // any(..), all(..), scope = Scope::Read\n    contact: String,              // absent, and not null, for everybody else\n}",
        conformance: &[65, 66],
        checked_by: Macro,
    }
    Credential {
        id: "SA0041",
        name: "output called like a credential",
        what: "A field of an `#[output]` whose name is that of a password, token, key, cookie or the like, without a reason.",
        why: "Password hashes and tokens leave in answers because they came along with their entity, and nobody read the list of fields.",
        risks: &[2, 3],
        fix: "#[output]\nstruct Login {\n    #[vouched(\"the answer to a login is its token\")]\n    access_token: String,\n}\n// or leave the field out",
        conformance: &[65, 82],
        checked_by: Macro,
    }
    VouchedForNothing {
        id: "SA0125",
        name: "vouched for nothing",
        what: "`#[vouched(..)]` on a field of an `#[output]` whose type is declared and whose name says nothing of a credential.",
        why: "Excuses that excuse nothing teach reviewers to pass over those that do.",
        risks: &[8],
        fix: "#[output]\nstruct ArticleView {\n    title: String,   // no `#[vouched(..)]`\n}",
        conformance: &[65],
        checked_by: Audit,
    }
}
