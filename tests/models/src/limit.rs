//! Limits, and tokens that are known.

#[path = "../../../secure-api/src/limit/cell.rs"]
mod cell;
#[path = "../../../secure-api/src/limit/table.rs"]
mod table;
#[path = "../../../secure-api/src/limit/verified.rs"]
pub(crate) mod verified;
#[path = "../../../secure-api/src/limit/window.rs"]
mod window;

/// Tags of tokens that nobody reads.
mod tag {
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) struct TokenTag(pub(super) usize);

    impl TokenTag {
        pub(super) const fn place(self, places: usize) -> usize {
            self.0 % places
        }
    }
}

pub mod cells;
pub mod tokens;
