//! How often, and how much at once.

mod fields;
mod table;
mod window;
