//! The proof that input keeps its declared rules.

use core::fmt;
use core::ops::Deref;

use axum::extract::{Form, Json, Query};

use super::{FieldPath, Input, Violations};

/// Input that was read strictly and keeps every declared rule. Reads as the input itself.
#[derive(Clone)]
pub struct Valid<W> {
    read: W,
}

impl<W> Valid<W> {
    pub(crate) fn proven(read: W) -> Self {
        Self { read }
    }
}

/// What a client sent stays out of logs.
impl<W> fmt::Debug for Valid<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Valid").finish_non_exhaustive()
    }
}

macro_rules! reads_as_its_content {
    ($($wrapper:ident)*) => {$(
        impl<T> Deref for Valid<$wrapper<T>> {
            type Target = T;
            fn deref(&self) -> &T {
                &self.read.0
            }
        }

        impl<T: Input> Valid<$wrapper<T>> {
            /// Runs the rules on input that was made here, as in a test of a handler.
            ///
            /// # Errors
            /// Every rule that it breaks.
            pub fn of(input: T) -> Result<Self, Violations> {
                let mut found = Violations::new();
                input.check(&FieldPath::root(), &mut found);
                if found.is_empty() { Ok(Self::proven($wrapper(input))) } else { Err(found) }
            }
        }

        impl<T> Valid<$wrapper<T>> {
            /// The input, without the proof.
            pub fn into_inner(self) -> T {
                self.read.0
            }
        }
    )*};
}

reads_as_its_content!(Json Query Form);
