//! A request before anything is known of who sent it.

pub(crate) mod framing;
pub(crate) mod id;
