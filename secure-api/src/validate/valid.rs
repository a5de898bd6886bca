//! The proof that input keeps its declared rules.

use core::ops::Deref;

use axum::extract::{Form, Json, Query};

/// Input that was read strictly and keeps every declared rule. Reads as the input itself.
#[derive(Clone, Debug)]
pub struct Valid<W> {
    read: W,
}

impl<W> Valid<W> {
    pub(crate) fn proven(read: W) -> Self {
        Self { read }
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

        impl<T> Valid<$wrapper<T>> {
            /// The input, without the proof.
            pub fn into_inner(self) -> T {
                self.read.0
            }
        }
    )*};
}

reads_as_its_content!(Json Query Form);
