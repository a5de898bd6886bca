//! Reading what a request carries: strictly, bounded, and without ever repeating a value.
//!
//! What is refused, and with what status:
//!
//! | what | status | code |
//! |---|---|---|
//! | a client that takes no JSON | 406 | |
//! | a body that arrives too slowly | 408 | |
//! | a body longer than declared, announced or not | 413 | |
//! | another content type, another charset, a content coding | 415 | |
//! | not JSON or not a form, invalid UTF-8, bytes after the end | 400 | `syntax` |
//! | JSON nested deeper than 32, more than 256 parameters | 400 | `depth`, `too_many` |
//! | the same key or parameter twice | 400 | `duplicate_key` |
//! | a field nobody declared, a field left out | 422 | `unknown_field`, `required` |
//! | another type, a number that does not fit, no such variant | 422 | `type`, `range`, `unknown_variant` |
//! | too short or too long, anything else a type refuses | 422 | `length`, `format` |
//! | a rule written with `#[validate(..)]` | 422 | the rule's own code |
//!
//! What was read is text that a client wrote: [`Text`] and [`FileName`] do not become part of other text, of a path or of a
//! command by themselves (C127). For what types cannot see, this package has `clippy-for-users.toml`: copy it beside your
//! `Cargo.toml` as `clippy.toml`.
//!
//! A refusal holds the path of a field and a code. It never holds what was sent, so it can go into an answer and a log.

pub(crate) mod body;
mod composed;
mod email;
mod fault;
mod file_name;
#[cfg(any(feature = "chrono", feature = "decimal", feature = "time", feature = "url", feature = "uuid"))]
mod foreign;
mod form;
mod json;
mod list;
mod number;
mod page;
mod path;
mod read;
mod record;
mod rules;
mod text;
mod unwritten;
mod valid;
mod validator_rules;
mod validator_types;
mod violations;
#[doc(hidden)]
pub mod vouched;

pub use email::is_email;
pub use file_name::{FileName, NoFileName};
pub(crate) use json::{Document, Items, Json, Member, Members, Unreadable, WrongType, from_slice};
pub use list::List;
pub(crate) use page::LAST_PAGE;
pub use page::{Page, PageNumber, PerPage};
pub use path::{PathArgs, PathValue};
pub(crate) use read::{Rejected, read_form, read_json};
pub use record::{Fields, Given, Needed, Slot, Slots, record};
pub use rules::{Bounded, BoundedByRule, Input};
pub use text::{OutOfBounds, Text};
pub use unwritten::{Commanded, Located, OfARequest, Written};
pub use valid::Valid;
pub use validator_rules::collect_rules;
pub use violations::{FieldPath, Violation, Violations};
