//! The handler: what it may take, what it may return, and the one place that calls it.

mod args;
mod call;
mod context;
mod panic;
#[doc(hidden)]
pub mod refused;

pub use args::{ArgInfo, CallerNeed, ObjectInfo, PathPart, SecureArg};
pub use call::{ArgList, Args, Counted, Each, ExtractAll, Handler};
pub(crate) use call::{Call, Outcome, Typed};
pub use context::{Cx, Extract, PartOf, Step};
pub(crate) use panic::guarded_from_panics;
