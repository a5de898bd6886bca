//! The inventory as JSON.

use serde::Serializer;

use super::Inventory;

impl Inventory {
    /// As JSON, for people and programs: the same text for the same program. Integers beyond 64 bits are texts in it.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Nothing in it can fail to be written: there are no maps with keys that are no text.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// A least value. JSON Schema and most readers have no integers beyond 64 bits.
pub(super) fn least<S: Serializer>(value: &i128, to: S) -> Result<S::Ok, S::Error> {
    match i64::try_from(*value) {
        Ok(value) => to.serialize_i64(value),
        Err(_) => greatest_of(u64::try_from(*value).ok(), value.to_string(), to),
    }
}

/// A greatest value, likewise.
pub(super) fn greatest<S: Serializer>(value: &u128, to: S) -> Result<S::Ok, S::Error> {
    greatest_of(u64::try_from(*value).ok(), value.to_string(), to)
}

fn greatest_of<S: Serializer>(value: Option<u64>, text: String, to: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => to.serialize_u64(value),
        None => to.serialize_str(&text),
    }
}
