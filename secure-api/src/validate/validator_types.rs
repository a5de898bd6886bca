//! So that `#[validate(email)]` and the like can stand on a field that its type bounds already.

use std::borrow::Cow;

use validator::{ValidateContains, ValidateLength, ValidateUrl};

use super::list::List;
use super::text::Text;

impl<const MIN: usize, const MAX: usize> ValidateLength<u64> for Text<MIN, MAX> {
    fn length(&self) -> Option<u64> {
        self.as_str().length()
    }
}

impl<const MIN: usize, const MAX: usize> ValidateUrl for Text<MIN, MAX> {
    fn as_url_string(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self.as_str()))
    }
}

impl<const MIN: usize, const MAX: usize> ValidateContains for Text<MIN, MAX> {
    fn validate_contains(&self, needle: &str) -> bool {
        self.as_str().contains(needle)
    }
}

impl<T, const MIN: usize, const MAX: usize> ValidateLength<u64> for List<T, MIN, MAX> {
    fn length(&self) -> Option<u64> {
        self.as_slice().length()
    }
}
