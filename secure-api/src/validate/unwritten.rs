//! Text of a request is not part of other text by itself: `format!("SELECT .. {name}")` does not compile (C127).

use core::fmt;
use std::ffi::OsStr;
use std::path::Path;

use super::file_name::FileName;
use super::text::Text;

/// Stands for text of a request: a bound on `Text` itself would show the general message of `Display`.
#[derive(Debug)]
pub struct OfARequest<T>(core::marker::PhantomData<T>);

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "text of a request does not go into other text by itself",
    label = "whoever sends it may have written SQL, a command, a path or HTML",
    note = "in a query, bind it: `query(\"SELECT .. WHERE name = ?\").bind(name.as_str())`",
    note = "in an answer, put it into a field of an `#[output]`, which is written as JSON",
    note = "`name.as_str()` takes it out, for text in which nothing is read as syntax",
    note = "rule: SA0270 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0270/"
)]
pub trait Written {}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "text of a request is not the name of a file",
    label = "whoever sends it may have written `../` or an absolute path",
    note = "declare the field as `FileName<80>`, and write `name.within(\"/the/folder\")`",
    note = "rule: SA0271 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0271/"
)]
pub trait Located {}

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "text of a request is not an argument of a command",
    label = "whoever sends it may have written an option of the command",
    note = "declare a closed set, as an enum with `#[input]`, or take it out with `name.as_str()` where no option is read, as behind `--`",
    note = "rule: SA0272 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0272/"
)]
pub trait Commanded {}

/// Not in force: the text is taken out by name, with `as_str()`.
impl<'a, const MIN: usize, const MAX: usize> fmt::Display for Text<MIN, MAX>
where
    OfARequest<&'a ()>: Written,
{
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Err(fmt::Error)
    }
}

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// Not in force: the text is taken out by name, with `as_str()`.
    #[doc(hidden)]
    #[must_use]
    #[allow(clippy::inherent_to_string_shadow_display, reason = "nobody can call either, and this says why")]
    pub fn to_string<'a>(&self) -> String
    where
        OfARequest<&'a ()>: Written,
    {
        String::new()
    }
}

/// Not in force: the text is taken out by name, with `as_str()`.
impl<'a, const MAX: usize> fmt::Display for FileName<MAX>
where
    OfARequest<&'a ()>: Written,
{
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Err(fmt::Error)
    }
}

impl<const MAX: usize> FileName<MAX> {
    /// Not in force: the text is taken out by name, with `as_str()`.
    #[doc(hidden)]
    #[must_use]
    #[allow(clippy::inherent_to_string_shadow_display, reason = "nobody can call either, and this says why")]
    pub fn to_string<'a>(&self) -> String
    where
        OfARequest<&'a ()>: Written,
    {
        String::new()
    }
}

/// Not in force: what leads nowhere else is a [`FileName`].
impl<'a, const MIN: usize, const MAX: usize> AsRef<Path> for Text<MIN, MAX>
where
    OfARequest<&'a ()>: Located,
{
    fn as_ref(&self) -> &Path {
        Path::new("")
    }
}

/// Not in force: the text is taken out by name, with `as_str()`.
impl<'a, const MIN: usize, const MAX: usize> AsRef<OsStr> for Text<MIN, MAX>
where
    OfARequest<&'a ()>: Commanded,
{
    fn as_ref(&self) -> &OsStr {
        OsStr::new("")
    }
}
