//! Keys of an issuer, fetched over the network.

mod declared;
mod signing;

pub(super) use declared::OidcDeclaration;
pub use declared::OidcIssuer;
pub use signing::SigningAlgorithm;
