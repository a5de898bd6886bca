//! `#[validate(email)]`: what `validator` says, without its regular expressions where the address is a plain one.

use core::any::Any;
use std::borrow::Cow;

use validator::ValidateEmail;

use super::text::Text;

/// RFC 5321, 4.5.3.1.1 and 4.5.3.1.2, as `validator` counts.
const MOST_USER: usize = 64;
const MOST_DOMAIN: usize = 255;
/// RFC 1035, 2.3.4.
const MOST_LABEL: usize = 63;

/// Whether a field keeps the rule.
pub fn is_email<T: ValidateEmail + 'static>(field: &T) -> bool {
    // By its type alone: another may mean something of its own by an address.
    let field_as_any: &dyn Any = field;
    let maybe = field_as_any.downcast_ref::<Option<String>>().and_then(Option::as_ref);
    let text = field_as_any.downcast_ref::<String>().or(maybe);
    text.is_some_and(|text| is_plain(text)) || field.validate_email()
}

impl<const MIN: usize, const MAX: usize> ValidateEmail for Text<MIN, MAX> {
    fn validate_email(&self) -> bool {
        is_plain(self.as_str()) || self.as_str().validate_email()
    }

    fn as_email_string(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self.as_str()))
    }
}

/// An address as nearly all are: ASCII, and a domain of names. Part of what `validator` takes, so that all else is left to it.
fn is_plain(address: &str) -> bool {
    let address = address.as_bytes();
    let Some((user, [_, domain @ ..])) =
        address.iter().position(|byte| *byte == b'@').and_then(|at| address.split_at_checked(at))
    else {
        return false;
    };
    (1..=MOST_USER).contains(&user.len())
        && domain.len() <= MOST_DOMAIN
        && user.iter().all(|byte| is_one_of(&OF_USERS, *byte))
        && domain.split(|byte| *byte == b'.').all(is_label)
}

fn is_label(label: &[u8]) -> bool {
    let ([first, ..], [.., last]) = (label, label) else { return false };
    label.len() <= MOST_LABEL
        && *first != b'-'
        && *last != b'-'
        && label.iter().all(|byte| is_one_of(&OF_LABELS, *byte))
}

/// What stands in either part; looked up, since each address is read byte by byte.
const OF_USERS: [bool; 256] = letters_digits_and(b".!#$%&'*+/=?^_`{|}~-");
const OF_LABELS: [bool; 256] = letters_digits_and(b"-");

#[allow(clippy::indexing_slicing, reason = "an index out of bounds does not compile here")]
const fn letters_digits_and(others: &[u8]) -> [bool; 256] {
    let (mut these, mut byte, mut place) = ([false; 256], 0_u8, 0);
    while byte < 128 {
        these[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    while place < others.len() {
        these[others[place] as usize] = true;
        place += 1;
    }
    these
}

fn is_one_of(these: &[bool; 256], byte: u8) -> bool {
    these.get(usize::from(byte)).copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Only in this form is it validator's own word.
    fn theirs(text: &str) -> bool {
        text.validate_email()
    }

    fn ours(text: &str) -> bool {
        is_email(&text.to_owned())
    }

    #[test]
    fn plain_addresses_need_no_regular_expression() {
        for plain in ["ann@example.com", "a.b+c@x-y.example", "a@b", "!#$%&'*+/=?^_`{|}~-@1.2"] {
            assert!(is_plain(plain) && theirs(plain), "{plain}");
        }
        for other in
            ["", "@", "a@", "@b", "a@@b", "a@b@c", "a b@c", "a@-b", "a@b-", "a@b..c", "a@.b", "a@b.", "ä@b", "a@ä.de"]
        {
            assert!(!is_plain(other), "{other}");
        }
    }

    #[test]
    fn each_sign_counts_as_validator_counts_it() {
        for sign in (0..0x180).filter_map(char::from_u32) {
            for address in
                [format!("a{sign}b@example.com"), format!("ab@ex{sign}mple.com"), format!("ab@example.c{sign}")]
            {
                assert_eq!(ours(&address), theirs(&address), "{address:?}");
            }
        }
    }

    #[test]
    fn lengths_count_as_validator_counts() {
        for user in [64, 65] {
            for label in [62, 63, 64] {
                for labels in 1..=5 {
                    let domain = vec!["d".repeat(label); labels].join(".");
                    let address = format!("{}@{domain}", "u".repeat(user));
                    assert_eq!(ours(&address), theirs(&address), "{user} {label} {labels}");
                }
            }
        }
    }

    #[test]
    fn a_type_that_judges_for_itself_is_asked() {
        struct Never(String);
        impl ValidateEmail for Never {
            fn validate_email(&self) -> bool {
                false
            }
            fn as_email_string(&self) -> Option<Cow<'_, str>> {
                Some(Cow::Borrowed(&self.0))
            }
        }
        assert!(!is_email(&Never("ann@example.com".into())));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        /// From the characters that the grammar turns on, and from any.
        #[test]
        fn it_agrees_with_validator(text in r"[a-zA-Z0-9.@\-_+!\[\]: \n]{0,24}|\PC{0,16}|[a-z.\-]{1,8}@[a-z.\-]{1,12}") {
            prop_assert_eq!(ours(&text), theirs(&text));
            if let Ok(bounded) = Text::<0, 100>::try_from(text.as_str()) {
                prop_assert_eq!(bounded.validate_email(), theirs(bounded.as_str()));
            }
        }
    }
}
