//! How an issuer's claims become roles and scopes (C120): where the names stand, and what they mean here.

mod described;
mod ignored;
mod map;
mod place;
mod providers;
mod reader;
mod role_map;
mod scope_map;

pub use ignored::{GrantKind, IgnoredGrant, IgnoredGrants};
pub(super) use ignored::{Ledger, shortened};
pub(super) use reader::Reader;
pub use role_map::RoleMap;
pub use scope_map::ScopeMap;
