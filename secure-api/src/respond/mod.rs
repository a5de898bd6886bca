//! Every answer leaves through here.

mod audience;
mod body;
mod closed;
pub(crate) mod cors;
mod declared;
mod disclose;
pub(crate) mod finish;
mod headers;
mod link;
mod member;
mod object;
mod output;
mod paged;
mod problem;
mod refusal;
#[doc(hidden)]
pub mod refused;
mod vouched;

pub use audience::{Audience, Limited};
pub use cors::{Cors, EveryOrigin, Named, OneOrigin};
pub use declared::Declared;
pub use disclose::{Disclosed, Shown};
pub(crate) use headers::{HeaderTemplate, REQUEST_ID, RouteHeaders};
pub use link::Link;
pub(crate) use link::{Here, Mounts, answerer, published};
pub use member::{Member, Says, VariantOf};
pub use object::Object;
pub use output::{Created, Located, NoContent, Output, Reply, Returned, SecureResponse};
pub use paged::Paged;
pub use problem::{Problem, SafeError};
pub use refusal::Refusal;
