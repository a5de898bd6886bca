//! A request before anything is known of who sent it.

pub(crate) mod framing;
mod head;
pub(crate) mod id;
mod peer;
mod proxies;

pub(crate) use head::{Field, Head};
pub use peer::{AddressKey, Peer};
pub(crate) use peer::{Peers, UndeclaredProxy};
pub use proxies::ForwardedHeader;
pub(crate) use proxies::TrustedProxies;
