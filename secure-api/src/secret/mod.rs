//! Values that nobody but their user may learn: passwords and codes from a request, keys from the environment.
//!
//! | what one would do with a text | with a secret |
//! |---|---|
//! | write it into the source | no constructor takes a value: a request, the environment, a file or a vault does |
//! | print it, log it | `Debug` prints a fixed mask, `Display` is refused |
//! | send it | refused in an answer and in any field of one, and by `Serialize` |
//! | compare it with `==` | refused: [`SecretText::matches`] takes the same time wherever the two differ |
//! | copy it | refused: it is moved, and wiped from memory when it is dropped |
//! | use it | [`expose`](SecretText::expose), a name to look for in every review |
//!
//! # What is wiped
//! The secret itself, the buffer that a request body is collected in, with the smaller ones that it grew out of, and a text that
//! JSON escapes. **Not** covered are what is not ours: the buffers of the HTTP and TLS libraries, the environment of the process,
//! which keeps its copy as long as it runs, and what a caller of `expose` makes of it. A form is decoded into texts that are freed
//! and not wiped: take passwords as JSON. Deserialising from a literal is a constructor that no type can refuse.

#[doc(hidden)]
pub mod refused;
mod text;

use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;

pub use crate::provide::key_source::{KeySource, SecretBytes};
pub use text::{Password, SecretText};

/// What can be compared in constant time. Closed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no secret",
    label = "compared with a secret, and may be in a log already",
    note = "load it as one: `SecretText::load(&KeySource::env(\"NAME\"))`, or take it as one from a request",
    note = "a password is not compared at all: hand `expose()` to a password hash, which verifies it",
    note = "rule: SA0255 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0255/"
)]
pub trait Secret: sealed::Bytes {}

#[doc(hidden)]
pub mod sealed {
    /// The content.
    pub trait Bytes {
        /// For this crate alone.
        fn bytes(&self) -> &[u8];
    }
}

/// A state is cloned, and a secret in it is not: it is shared.
#[diagnostic::do_not_recommend]
impl<T: Secret> Secret for Arc<T> {}

impl<T: Secret> sealed::Bytes for Arc<T> {
    fn bytes(&self) -> &[u8] {
        (**self).bytes()
    }
}

/// The time depends on the lengths, and not on where two secrets of one length differ.
pub(crate) fn same(a: &impl Secret, b: &impl Secret) -> bool {
    verify_slices_are_equal(a.bytes(), b.bytes()).is_ok()
}
