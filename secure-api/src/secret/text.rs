//! A secret text of a bounded length.

use core::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use zeroize::Zeroizing;

use crate::api::{Error, Faults};
use crate::policy::{Kind, Shape};
use crate::validate::Bounded;

use super::{KeySource, Secret, SecretBytes, same, sealed};

/// A secret text of `MIN` to `MAX` characters: from a request, as a field of an `#[input]`, or from a [`KeySource`].
///
/// A character is a Unicode scalar value, as [`Text`](crate::validate::Text) counts. Nothing is trimmed or normalised.
///
/// ```
/// use secure_api::prelude::*;
/// use secure_api::secret::{Password, SecretText};
///
/// #[input]
/// struct Login {
///     name: Text<1, 60>,
///     password: Password,
///     code: Option<SecretText<6, 6>>,
/// }
/// ```
pub struct SecretText<const MIN: usize, const MAX: usize>(Zeroizing<String>);

/// A password: 8 to 256 characters. NIST SP 800-63B-4 (3.1.1.2) and OWASP ASVS 5.0 (6.2.1, 6.2.9) ask for 8 at least, and for 64
/// that have to be possible; the upper bound is what a password hash is made to work on.
pub type Password = SecretText<8, 256>;

impl<const MIN: usize, const MAX: usize> SecretText<MIN, MAX> {
    /// Reads a secret of the application, once, before it starts.
    ///
    /// # Errors
    /// Where it is not there, no text, or shorter or longer than its type says. The error repeats nothing of it.
    pub fn load(source: &KeySource) -> Result<Self, Error> {
        let bytes = SecretBytes::load(source)?;
        Self::of_bytes(bytes.expose()).ok_or_else(|| {
            let mut faults = Faults::default();
            let what = format!("{} is no text of {MIN} to {MAX} characters", source.name());
            faults.push(what, "put the secret there, in UTF-8, and nothing else");
            Error::Configuration(faults)
        })
    }

    /// The secret itself, for the one place that needs it: a password hash, a client's header. Do not keep what is made of it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether two secrets are the same. The time it takes tells their lengths, and nothing of what is in them.
    #[must_use]
    pub fn matches(&self, other: &impl Secret) -> bool {
        same(self, other)
    }

    /// For the constructor that is refused.
    pub(super) fn nothing() -> Self {
        Self(Zeroizing::new(String::new()))
    }

    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let text = core::str::from_utf8(bytes).ok()?;
        Self::fits(text).ok().map(|()| Self(Zeroizing::new(text.to_owned())))
    }

    /// The error is a length as wrong as the secret's, and not its own.
    fn fits(text: &str) -> Result<(), usize> {
        const { assert!(MIN <= MAX, "`SecretText<MIN, MAX>` holds nothing: its MIN is greater than its MAX") };
        match text.chars().take(MAX.saturating_add(1)).count() {
            short if short < MIN => Err(MIN - 1),
            long if long > MAX => Err(MAX.saturating_add(1)),
            _ => Ok(()),
        }
    }
}

impl<const MIN: usize, const MAX: usize> Secret for SecretText<MIN, MAX> {}

impl<const MIN: usize, const MAX: usize> sealed::Bytes for SecretText<MIN, MAX> {
    fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

#[diagnostic::do_not_recommend]
impl<const MIN: usize, const MAX: usize> Bounded for SecretText<MIN, MAX> {
    const SHAPE: &'static Shape = &Shape::value(Kind::Text { min: MIN, max: MAX, format: "password" });
}

impl<const MIN: usize, const MAX: usize> fmt::Debug for SecretText<MIN, MAX> {
    // A fixed text: even the length of a secret helps to guess it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(***)")
    }
}

impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for SecretText<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_string(SecretVisitor)
    }
}

struct SecretVisitor<const MIN: usize, const MAX: usize>;

impl<const MIN: usize, const MAX: usize> Visitor<'_> for SecretVisitor<MIN, MAX> {
    type Value = SecretText<MIN, MAX>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a secret of {MIN} to {MAX} characters")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Self::Value, E> {
        // Taken over at once: one that does not fit is wiped as well.
        let text = Zeroizing::new(text);
        match SecretText::<MIN, MAX>::fits(&text) {
            Ok(()) => Ok(SecretText(text)),
            Err(length) => Err(E::invalid_length(length, &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use zeroize::ZeroizeOnDrop;

    use super::*;
    use crate::validate::from_slice;

    type Code = SecretText<4, 6>;

    fn code(json: &str) -> Option<Code> {
        from_slice(json.as_bytes()).ok()
    }

    #[test]
    fn characters_are_counted_and_both_bounds_are_inclusive() {
        for (json, fits) in [
            (r#""abc""#, false),
            (r#""abcd""#, true),
            (r#""äöüß""#, true),
            (r#""🦀🦀🦀🦀🦀🦀""#, true),
            (r#""abcdefg""#, false),
            ("1234", false),
            ("null", false),
        ] {
            assert_eq!(code(json).is_some(), fits, "{json}");
        }
        assert_eq!(code(r#""\u0061\"\\d""#).unwrap().expose(), "a\"\\d");
    }

    #[test]
    fn two_secrets_are_compared_by_what_is_in_them() {
        let one = code(r#""abcd""#).unwrap();
        assert!(one.matches(&code(r#""abcd""#).unwrap()));
        for other in [r#""abce""#, r#""bbcd""#, r#""abcde""#] {
            assert!(!one.matches(&code(other).unwrap()), "{other}");
        }
        assert!(one.matches(&SecretBytes::new(b"abcd".to_vec())));
        assert!(!one.matches(&SecretBytes::new(Vec::new())));
    }

    #[test]
    fn neither_a_mask_nor_an_error_tells_anything_of_a_secret() {
        assert_eq!(
            format!("{:?} {:#?}", code(r#""abcd""#), code(r#""abcdef""#)),
            "Some(SecretText(***)) Some(\n    SecretText(***),\n)"
        );
        for json in [r#""canary""#, r#""ca""#] {
            let error = serde_json::from_str::<SecretText<3, 5>>(json).unwrap_err().to_string();
            assert!(!error.contains("ca"), "{error}");
            assert!(error.contains("length 6") || error.contains("length 2"), "a length past the bound: {error}");
        }
    }

    #[test]
    fn what_holds_a_secret_is_wiped_when_it_is_dropped() {
        // That this wipes is tested by zeroize itself; to look at freed memory would take `unsafe`.
        fn wiped<T: ZeroizeOnDrop>(_: &T) {}
        wiped(&code(r#""abcd""#).unwrap().0);
    }

    #[test]
    fn a_secret_is_loaded_from_a_file_and_what_is_wrong_is_said_without_it() {
        let file = |content: &[u8]| {
            let name = format!("secret-text-{}-{}", std::process::id(), content.len());
            let path = std::env::temp_dir().join(name);
            std::fs::write(&path, content).unwrap();
            let loaded = Code::load(&KeySource::file(&path));
            std::fs::remove_file(&path).unwrap();
            loaded
        };
        assert_eq!(file(b"abcd\n").unwrap().expose(), "abcd");
        for wrong in [&b"canary-canary"[..], b"ca\xff\xffx", b"c", b""] {
            let said = file(wrong).unwrap_err().to_string();
            assert!(!said.contains("ca\u{fffd}") && !said.contains("canary"), "{said}");
        }
    }
}
