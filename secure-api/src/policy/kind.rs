//! What a value is on the wire, as a constant: the bounds that are kept where it is read.

use super::shape::Shape;

/// What a value is on the wire.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Nothing is known of it.
    Unknown,
    /// A type of another crate, and what gives its name.
    Foreign(fn() -> &'static str),
    /// The input that it stands in.
    Itself,
    /// `true` or `false`.
    Bool,
    /// An integer.
    Integer {
        /// The least.
        min: i128,
        /// The greatest.
        max: u128,
    },
    /// A number that may have a fraction.
    Number,
    /// A text.
    Text {
        /// The fewest characters.
        min: usize,
        /// The most; `usize::MAX` where the type has no bound.
        max: usize,
        /// What it is the text of, as `uuid`; empty where it is any.
        format: &'static str,
    },
    /// A list, of which the elements are the one field.
    Array {
        /// The fewest elements.
        min: usize,
        /// The most; `usize::MAX` where the type has no bound.
        max: usize,
    },
    /// A list that has each of the fields in its place.
    Tuple,
    /// Keys and values, which are the two fields.
    Map,
    /// A struct, and what gives its name.
    Object(fn() -> &'static str),
    /// One of these words.
    Words(&'static [&'static str]),
    /// The id of an object, by the values that make its key.
    ObjectId(&'static [&'static Shape]),
}

impl Kind {
    /// Any text.
    pub const TEXT: Kind = Kind::text(0, usize::MAX);

    /// A text of so many characters.
    pub const fn text(min: usize, max: usize) -> Kind {
        Kind::Text { min, max, format: "" }
    }

    /// A text in a form of its own.
    pub const fn format(format: &'static str) -> Kind {
        Kind::Text { min: 0, max: usize::MAX, format }
    }

    /// A list of so many elements.
    pub const fn list(min: usize, max: usize) -> Kind {
        Kind::Array { min, max }
    }
}
