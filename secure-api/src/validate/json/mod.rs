//! A JSON reader for input that somebody else wrote.
//!
//! Stricter than RFC 8259 asks: no duplicate key at any depth, none among ignored ones either; no lone surrogate; at most
//! [`MAX_DEPTH`] containers inside each other; no coercion between types; an object for a struct, never an array. Nothing is
//! reserved by a length that a client claims: JSON claims none, and no size hint is given.

mod access;
mod keys;
mod members;
mod reader;
mod scanner;
mod skip;
#[cfg(test)]
mod tests;

use serde::Deserialize;

pub(crate) use self::members::{Document, Items, Json, Member, Members, Unreadable, WrongType};
use self::reader::Reader;
use self::scanner::Scanner;
use super::fault::{FaultKind, ReadFault};

/// The most objects and lists inside each other (C88).
pub(crate) const MAX_DEPTH: usize = 32;

/// Reads a whole document as a `T`.
///
/// # Errors
/// If the document is malformed, that fault, whatever `T` made of it. Otherwise the first reason why it is not a `T`.
pub(crate) fn from_slice<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, ReadFault> {
    read_within(bytes, if guard!(Depth) { MAX_DEPTH } else { 16 * MAX_DEPTH })
}

fn read_within<'de, T: Deserialize<'de>>(bytes: &'de [u8], depth: usize) -> Result<T, ReadFault> {
    let text = text_of(bytes)?;
    // Without closures: this is compiled once for each input.
    let mut reader = Reader::new(text, depth);
    match T::deserialize(&mut reader) {
        Ok(value) => match reader.end() {
            Ok(()) => Ok(value),
            Err(_) if !guard!(TrailingBytes) => Ok(value),
            Err(fault) => Err(decide(text, depth, fault, &reader)),
        },
        Err(fault) => Err(decide(text, depth, fault, &reader)),
    }
}

fn text_of(bytes: &[u8]) -> Result<&str, ReadFault> {
    core::str::from_utf8(bytes).map_err(|_| ReadFault::syntax())
}

/// A type gives up at the first thing it dislikes, so that the status would depend on what stands first. Looking over the rest
/// makes a malformed document a 400 in every case, at no cost to documents that are accepted.
fn decide(text: &str, depth: usize, fault: ReadFault, reader: &Reader<'_>) -> ReadFault {
    match skip::document(&mut Scanner::new(text), depth) {
        Err(malformed) if malformed.kind().is_syntax() => malformed,
        _ if fault.kind().is_syntax() => ReadFault::new(reader.failed().unwrap_or(FaultKind::Format)),
        _ => fault,
    }
}
