//! request

mod peer;
mod proxies;

pub use peer::{AddressKey, Peer};
pub(crate) use peer::{Peers, UndeclaredProxy};
pub use proxies::ForwardedHeader;
pub(crate) use proxies::TrustedProxies;
