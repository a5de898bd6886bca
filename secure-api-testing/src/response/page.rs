//! A page of a list.

use serde::Deserialize;

/// A page of a list: what `Json<Paged<..>>` sends.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PageBody<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Its number, from 1.
    pub page: u32,
    /// How many are on a page that is full.
    pub per_page: u32,
    /// Whether there is another page.
    pub more: bool,
}
