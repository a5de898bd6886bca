//! A list that has an end: a page of it.

use serde::Serializer;
use serde::ser::SerializeStruct;

use crate::inventory::{Schema, list_of};
use crate::policy::LONGEST_PAGE;
use crate::validate::Page;

use super::{Audience, Declared, Disclosed, Member, Output, Shown};

/// A page of a list, with its number and whether there is another: `Json<Paged<View>>`.
///
/// It is made by [`Decide::page`](crate::authorize::Decide::page) of objects, and by [`Paged::cut`] of anything else, so that it
/// is never longer than its [`Page`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paged<T> {
    items: Vec<T>,
    page: u32,
    per_page: u32,
    more: bool,
}

impl<T> Paged<T> {
    /// The page of a list that is given whole.
    pub fn cut<const MAX: u32>(all: impl IntoIterator<Item = T>, page: &Page<MAX>) -> Self {
        let skipped = usize::try_from(page.offset()).unwrap_or(usize::MAX);
        Self::window(all.into_iter().skip(skipped), page)
    }

    /// The page that begins a list; one element more tells that there is another page.
    pub(crate) fn window<const MAX: u32>(from: impl IntoIterator<Item = T>, page: &Page<MAX>) -> Self {
        let length = usize::try_from(page.per_page()).unwrap_or(usize::MAX);
        let mut from = from.into_iter();
        let items: Vec<T> = from.by_ref().take(length).collect();
        Self { items, page: page.number(), per_page: page.per_page(), more: from.next().is_some() }
    }

    /// The same page of something else: what a client may see of each.
    pub fn map<U>(self, view: impl FnMut(T) -> U) -> Paged<U> {
        let items = self.items.into_iter().map(view).collect();
        Paged { items, page: self.page, per_page: self.per_page, more: self.more }
    }

    /// What is on it.
    #[must_use]
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// Whether there is another page.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.more
    }
}

impl<T: Output> Output for Paged<T> {}

impl<T: Output> Disclosed for Paged<T> {
    fn disclose<S: Serializer>(&self, audience: Audience<'_>, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("Paged", 4)?;
        fields.serialize_field("items", &<Shown<'_, Vec<T>>>::to(audience, &self.items))?;
        fields.serialize_field("page", &self.page)?;
        fields.serialize_field("per_page", &self.per_page)?;
        fields.serialize_field("more", &self.more)?;
        fields.end()
    }

    fn declare(all: &mut Declared) -> Schema {
        all.object::<Self>(&[
            Member::of("items", list_of_page::<T>),
            Member::of("page", u32::declare),
            Member::of("per_page", u32::declare),
            Member::of("more", bool::declare),
        ])
    }
}

/// A page is never longer than the longest that can be declared.
fn list_of_page<T: Disclosed>(all: &mut Declared) -> Schema {
    list_of(T::declare(all), 0, LONGEST_PAGE as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(query: &str) -> Page<3> {
        crate::validate::read_form(query.as_bytes()).unwrap()
    }

    #[test]
    fn a_list_is_cut_at_its_page_and_says_whether_it_goes_on() {
        let cut = |query| {
            let cut = Paged::cut(1..=6, &page(query));
            (cut.items().to_vec(), cut.has_more())
        };
        assert_eq!(cut(""), (vec![1, 2, 3], true));
        assert_eq!(cut("page=2"), (vec![4, 5, 6], false));
        assert_eq!(cut("page=3"), (vec![], false));
        assert_eq!(cut("page=1000000"), (vec![], false));
        assert_eq!(cut("per_page=2&page=2"), (vec![3, 4], true));
    }
}
