//! Names that credentials have.
//!
//! A field that is sent by mistake is most often one that came along with its entity (OWASP API3:2023), and the worst of these
//! are known by name. The table is made of what others filter out of logs by default: Rails (`filter_parameter_logging`), the
//! SDKs of Sentry (`DEFAULT_DENYLIST`), and the "data to exclude" of the OWASP Logging Cheat Sheet.

/// A word, or two that stand together.
const NAMES: &[&str] = &[
    "password",
    "passwords",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "pw",
    "secret",
    "secrets",
    "token",
    "tokens",
    "jwt",
    "bearer",
    "credential",
    "credentials",
    "cookie",
    "cookies",
    "salt",
    "otp",
    "totp",
    "cvv",
    "cvc",
    "ssn",
    "apikey",
    "privatekey",
    "sessionid",
    "csrftoken",
    "api key",
    "private key",
    "access key",
    "signing key",
    "encryption key",
    "session id",
    "session key",
    "recovery code",
    "recovery codes",
    "backup code",
    "backup codes",
    "security code",
    "card number",
];

/// Only as the whole name: a conference has sessions too.
const WHOLE: &[&str] = &["session", "pin", "hash"];

/// `has_password` tells that there is one, `token_type` and `password_changed_at` tell something about it.
const ABOUT_FIRST: &[&str] = &["has", "is", "needs"];
const ABOUT_LAST: &[&str] = &["at", "count", "type", "length", "expires", "expiry", "in"];

/// The part of a name that looks like a credential.
pub(crate) fn credential_in(name: &str) -> Option<&'static str> {
    let words = words(name);
    let first = words.first().map(String::as_str).unwrap_or_default();
    let last = words.last().map(String::as_str).unwrap_or_default();
    if words.len() > 1 && (ABOUT_FIRST.contains(&first) || ABOUT_LAST.contains(&last)) {
        return None;
    }
    let (whole, pairs) = (words.join(" "), words.windows(2).map(|pair| pair.join(" ")));
    let said: Vec<String> = pairs.chain(words.iter().cloned()).collect();
    let among = NAMES.iter().find(|known| said.iter().any(|said| said == *known));
    among.or_else(|| WHOLE.iter().find(|known| **known == whole)).copied()
}

/// `apiKey2`, `api_key` and `API-KEY` as `api`, `key`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower = false;
    for sign in name.chars() {
        let begins = !sign.is_alphabetic() || (sign.is_uppercase() && after_lower);
        if begins {
            words.push(String::new());
        }
        after_lower = sign.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| sign.is_alphabetic()) {
            word.extend(sign.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::{NAMES, WHOLE, credential_in};

    #[test]
    fn a_credential_is_known_in_every_spelling() {
        for name in [
            "password",
            "password_hash",
            "passwordHash",
            "PASSWORD",
            "user_password2",
            "apiKey",
            "api_key",
            "API-KEY",
            "apikey",
            "stripe_secret",
            "AccessToken",
            "refresh_token",
            "salt",
            "totp_seed",
            "session",
            "session_id",
            "cvv",
            "card_number",
            "cookie",
            "private_key",
        ] {
            assert!(credential_in(name).is_some(), "{name}");
        }
        for name in NAMES.iter().chain(WHOLE) {
            assert!(credential_in(&name.replace(' ', "_")).is_some(), "{name}");
        }
    }

    #[test]
    fn what_only_sounds_like_one_is_none() {
        for name in [
            "title",
            "passenger",
            "secretary",
            "tokenizer",
            "content_hash",
            "sessions",
            "session_title",
            "has_password",
            "password_changed_at",
            "token_type",
            "token_count",
            "expires_in",
            "key",
            "public_key",
            "card",
            "basalt",
            "pinned",
            "",
        ] {
            assert_eq!(credential_in(name), None, "{name}");
        }
    }
}
