//! The name of a file, which names nothing outside of its folder.

use core::fmt;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

/// What Windows takes for a device, whatever the extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// The name of one file: 1 to `MAX` ASCII letters, digits, `-`, `_` and `.`, beginning with a letter or a digit and not
/// ending with a dot.
///
/// So it is no `..`, no hidden file, no path, no option of a command, and no device of Windows (`con`, `lpt1.txt`).
///
/// ```
/// use secure_api::validate::FileName;
///
/// let name: FileName<40> = "report-7.pdf".try_into()?;
/// assert_eq!(name.within("/var/reports"), std::path::Path::new("/var/reports/report-7.pdf"));
/// assert!(FileName::<40>::try_from("../secret").is_err());
/// # Ok::<(), secure_api::validate::NoFileName>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileName<const MAX: usize>(String);

impl<const MAX: usize> FileName<MAX> {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file of this name in a folder. A link that lies there is followed.
    #[must_use]
    pub fn within(&self, folder: impl AsRef<Path>) -> PathBuf {
        folder.as_ref().join(&self.0)
    }
}

/// A text is not the name of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoFileName;

impl fmt::Display for NoFileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a file: letters, digits, `-`, `_` and `.`, beginning with a letter or a digit")
    }
}

impl std::error::Error for NoFileName {}

fn is_file_name(text: &str, most: usize) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    text.len() <= most
        && text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && !text.ends_with('.')
        && text.bytes().all(plain)
        && !is_device(text)
}

fn is_device(text: &str) -> bool {
    let stem = text.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let word = stem.trim_end_matches(|last: char| last.is_ascii_digit());
    // `com` and `lpt` are devices with a digit behind them, the others without.
    let numbered = stem.len() == word.len() + 1;
    DEVICES.contains(&word) && if matches!(word, "com" | "lpt") { numbered } else { stem == word }
}

impl<const MAX: usize> TryFrom<String> for FileName<MAX> {
    type Error = NoFileName;

    fn try_from(text: String) -> Result<Self, NoFileName> {
        if is_file_name(&text, MAX) { Ok(Self(text)) } else { Err(NoFileName) }
    }
}

impl<const MAX: usize> TryFrom<&str> for FileName<MAX> {
    type Error = NoFileName;

    fn try_from(text: &str) -> Result<Self, NoFileName> {
        if is_file_name(text, MAX) { Ok(Self(text.to_owned())) } else { Err(NoFileName) }
    }
}

impl<const MAX: usize> AsRef<Path> for FileName<MAX> {
    fn as_ref(&self) -> &Path {
        self.0.as_ref()
    }
}

impl<const MAX: usize> AsRef<OsStr> for FileName<MAX> {
    fn as_ref(&self) -> &OsStr {
        self.0.as_ref()
    }
}

/// What a client sent stays out of logs.
impl<const MAX: usize> fmt::Debug for FileName<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileName({} characters)", self.0.len())
    }
}

impl<const MAX: usize> Serialize for FileName<MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for FileName<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_string(NameVisitor)
    }
}

struct NameVisitor<const MAX: usize>;

impl<const MAX: usize> Visitor<'_> for NameVisitor<MAX> {
    type Value = FileName<MAX>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&NoFileName, f)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        text.try_into().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fault::FaultKind;
    use super::super::from_slice;
    use super::*;

    #[test]
    fn a_name_of_a_file_leads_nowhere_else() {
        for good in ["a", "7", "report-7.pdf", "a.tar.gz", "A_b", "a..b", "console", "com", "com10", "nul1", "lpta"] {
            assert!(FileName::<12>::try_from(good).is_ok(), "{good}");
            assert_eq!(FileName::<12>::try_from(good).unwrap().within("/x").parent(), Some(Path::new("/x")), "{good}");
            assert_eq!(FileName::<12>::try_from(good).unwrap().as_str(), good);
        }
        for bad in [
            "",
            ".",
            "..",
            "../a",
            "a/b",
            "a\\b",
            "/a",
            "C:a",
            ".bashrc",
            "-rf",
            "_a",
            "a.",
            "a b",
            "a\0",
            "a\n",
            "é",
            "con",
            "NUL.txt",
            "Com1",
            "lpt9.log.gz",
            "a~1",
            "a%2e",
            "thirteen-long",
        ] {
            assert!(FileName::<12>::try_from(bad).is_err(), "{bad:?}");
            assert!(FileName::<12>::try_from(bad.to_owned()).is_err(), "{bad:?}");
            let json = serde_json::to_vec(bad).unwrap();
            assert_eq!(from_slice::<FileName<12>>(&json).unwrap_err().kind(), FaultKind::Format, "{bad:?}");
        }
    }

    #[test]
    fn a_refused_name_is_in_no_message() {
        let error = serde_json::from_str::<FileName<9>>(r#"".canary""#).unwrap_err();
        assert!(!error.to_string().contains("canary"), "{error}");
        assert_eq!(format!("{:?}", FileName::<9>::try_from("canary")), "Ok(FileName(6 characters))");
    }
}
