//! The handler: what it may take, what it may return, and the one place that calls it.

mod args;
mod call;
mod closed;
mod context;
mod extractor;
mod panic;
#[doc(hidden)]
pub mod refused;
mod vouched;

pub use args::{ArgInfo, CallerNeed, ObjectInfo, PathPart, SecureArg};
pub use call::{ArgList, Args, Counted, Each, ExtractAll, Handler, Taken};
pub(crate) use call::{Call, Outcome, Typed};
pub(crate) use closed::Arg;
pub(crate) use context::Cx;
pub use context::{Extract, PartOf, Step};
pub use extractor::{Extracted, Extractor, View};
pub(crate) use panic::guarded_from_panics;
pub use vouched::{FromParts, Reason, Vouched};
