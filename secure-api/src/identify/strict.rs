//! The one reader of JSON that came with a request or from a key file.

use serde::Deserialize;

/// Reads one JSON document, with nothing after it.
pub(super) fn from_slice<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, Unreadable> {
    crate::validate::from_slice(bytes).map_err(|_| Unreadable)
}

/// It is no JSON, or not of the shape asked for. Which, nobody is told: it would quote the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unreadable;
