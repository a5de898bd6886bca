//! Keys of an issuer, fetched over the network and kept up to date.
//!
//! Requests are judged by the keys that are known, which costs them one atomic load. Only a key identifier that is not among
//! them makes a request wait, for the one fetch that is under way or that it may cause; see [`keys`] for how often that is.
//! What is fetched replaces what is known only when it is right as a whole.

mod address;
mod declared;
mod document;
mod fetch;
mod keep;
mod keys;
mod signing;
mod tls;
mod trouble;

pub(super) use declared::OidcDeclaration;
pub use declared::OidcIssuer;
pub(super) use keep::{Kept, keep};
pub(super) use keys::RemoteKeys;
pub use signing::SigningAlgorithm;
