//! What an issuer publishes: its document (OpenID Connect Discovery, 3), and the set of keys that this points to.

use url::Url;

use super::signing::Allowed;
use super::trouble::{Trouble, quoted};
use crate::identify::jwk::{self, Secrets};
use crate::identify::keyring::VerifyingKey;
use crate::identify::quality::KeyFault;
use crate::validate::{Document, Json, Members, Unreadable};

/// The most bytes of the document, and of the set.
pub(super) const MOST_DOCUMENT_BYTES: usize = 64 * 1024;
pub(super) const MOST_SET_BYTES: usize = 512 * 1024;

const OTHER_ISSUER: &str = "declare the issuer exactly as its document writes it, and as tokens have it in `iss`";
const SET: &str = "the issuer has to publish the public keys that it signs with, and nothing else (RFC 7517)";

/// The usable part of a set.
pub(super) struct Published {
    pub(super) keys: Vec<VerifyingKey>,
    /// What was left out, and why.
    pub(super) ignored: Vec<KeyFault>,
}

/// Where the keys of `issuer` are. The document has to be its own, byte for byte (OpenID Connect Discovery, 4.3).
pub(super) fn keys_of(document: &[u8], issuer: &str) -> Result<Url, Trouble> {
    let unread = || {
        Trouble::wrong("its document is no JSON object", "see what answers at that URL: a page for people, or a proxy?")
    };
    let document = Document::read(document).map_err(|Unreadable| unread())?;
    let members = document.members();
    let Ok(Some(named)) = members.text("issuer") else {
        return Err(Trouble::wrong("its document names no issuer", OTHER_ISSUER));
    };
    if named != issuer {
        return Err(Trouble::wrong(format!("its document is that of another issuer, {}", quoted(named)), OTHER_ISSUER));
    }
    let keys = members.text("jwks_uri").ok().flatten().and_then(|text| Url::parse(text).ok());
    let plain = |url: &Url| url.has_host() && url.username().is_empty() && url.password().is_none();
    keys.filter(plain).ok_or_else(|| Trouble::wrong("its document has no URL in `jwks_uri`", SET))
}

/// The keys of a set that was fetched. A single key that is of no use is left out, since issuers publish keys for other
/// things as well; what no issuer in its right mind publishes makes the whole set untrustworthy (C111). A right set without
/// a key that can be used is an answer: the issuer has withdrawn those it had.
pub(super) fn read_set(document: &[u8], allowed: &Allowed) -> Result<Published, Trouble> {
    let set =
        Document::read(document).map_err(|Unreadable| Trouble::wrong("its set of keys is no JSON object", SET))?;
    let Some(Json::List(entries)) = set.members().get("keys") else {
        return Err(Trouble::wrong("its set of keys has no list `keys`", SET));
    };
    if entries.len() > jwk::MAX_KEYS {
        return Err(Trouble::wrong(format!("its set holds more than {} keys", jwk::MAX_KEYS), SET));
    }
    let mut published = Published { keys: Vec::new(), ignored: Vec::new() };
    for (place, entry) in entries.iter().enumerate() {
        let Json::Object(entry) = entry else {
            return Err(Trouble::wrong("its set holds something that is no key", SET));
        };
        if matches!(entry.text("kty"), Ok(Some("oct"))) {
            return Err(Trouble::wrong("its set publishes a secret, with which anybody could sign", SET));
        }
        match usable(&entry, allowed) {
            Ok(key) => published.keys.push(key),
            Err(fault) => {
                let what = format!("{}: {}", jwk::key_name(&entry, place), fault.what);
                published.ignored.push(KeyFault::new(what, fault.help));
            }
        }
    }
    if let Some(problem) = jwk::set_problems(&published.keys).into_iter().next() {
        return Err(Trouble::wrong(format!("its set {}", problem.what), problem.help));
    }
    if published.keys.is_empty() {
        let why: Vec<&str> = published.ignored.iter().map(|fault| fault.what.as_str()).take(4).collect();
        let why = if why.is_empty() { "it is empty".to_owned() } else { why.join("; ") };
        let help = published.ignored.first().map_or(SET, |fault| fault.help);
        return Err(Trouble::Keyless { what: format!("its set holds no key that can be used: {why}"), help });
    }
    Ok(published)
}

fn usable(entry: &Members<'_>, allowed: &Allowed) -> Result<VerifyingKey, KeyFault> {
    let key = jwk::parse(entry, allowed.of_unnamed_rsa(), Secrets::Unguessable)?;
    if allowed.has(key.algorithm()) {
        Ok(key)
    } else {
        let what = format!("signs with {}, which is not among the declared algorithms", key.algorithm().name());
        Err(KeyFault::new(what, "add it to `.algorithms([..])` if the issuer may sign with it"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_64_keys_at_the_most() {
        let is_too_long = |entries: usize| {
            let set = format!(r#"{{"keys":[{}]}}"#, vec![r#"{"kty":"EC"}"#; entries].join(","));
            let Err(Trouble::Wrong { what, .. } | Trouble::Keyless { what, .. }) =
                read_set(set.as_bytes(), &Allowed::new(None))
            else {
                panic!("none of them is a key")
            };
            what.contains("more than 64 keys")
        };
        assert!(!is_too_long(64) && is_too_long(65));
    }
}
