//! The development key: random, gone with the process, and compiled into debug builds only (C124).
//!
//! The server prints its tokens to standard error and not through the log, which may be shipped elsewhere, and refuses to
//! serve with it on anything but loopback.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::algorithm::Algorithm;
use super::issuer::Issuer;
use super::keyring::{CRYPTO, VerifyingKey};
use crate::api::Faults;
use crate::policy::Vocabulary;

/// How long a minted token lasts: 12 hours.
const LIFETIME_S: u64 = 12 * 60 * 60;

/// A random key of 256 bits.
pub(super) struct DevelopmentKey(Zeroizing<[u8; 32]>);

/// The development key and the issuer that it signs for.
pub(crate) struct Development<'v> {
    pub(super) key: &'v DevelopmentKey,
    pub(super) issuer: &'v Issuer,
}

impl DevelopmentKey {
    pub(super) fn random(faults: &mut Faults) -> Option<Self> {
        let mut key = Zeroizing::new([0; 32]);
        if getrandom::fill(key.as_mut_slice()).is_err() {
            faults.push("there is no randomness for a development key", "set `JWT_SECRET`");
            return None;
        }
        Some(Self(key))
    }

    pub(super) fn verifying(&self) -> VerifyingKey {
        VerifyingKey::new(Algorithm::Hs256, None, DecodingKey::from_secret(self.0.as_slice()))
    }

    fn sign(&self, claims: &Value) -> Option<String> {
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", encode(&json!({ "alg": "HS256", "typ": "JWT" })), encode(claims));
        let key = EncodingKey::from_secret(self.0.as_slice());
        let signer = (CRYPTO.signer_factory)(&Algorithm::Hs256.library(), &key).ok()?;
        let signature = signer.try_sign(signed.as_bytes()).ok()?;
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

impl Development<'_> {
    /// A token for each role that the issuer can grant, by the name of the role, and one without any, named `nobody`. All
    /// of them grant every scope.
    pub(crate) fn tokens(&self, now_unix_s: u64) -> Vec<(String, String)> {
        let names = |vocabulary: Option<&Vocabulary>| vocabulary.map_or(&[][..], |vocabulary| vocabulary.names);
        // Where roles come from a store, it is asked for `dev-admin` as for anybody.
        let stored = names(self.issuer.stored_roles).iter().map(|name| (*name, None));
        let named = names(self.issuer.roles.vocabulary()).iter();
        let roles = named.filter_map(|name| Some((*name, Some(self.issuer.roles.claim_for(name)?)))).chain(stored);
        let bare = self.claims("nobody", now_unix_s);
        let mut tokens: Vec<_> =
            self.key.sign(&Value::Object(bare)).map(|token| ("nobody".to_owned(), token)).into_iter().collect();
        for (name, claim) in roles {
            let mut claims = self.claims(name, now_unix_s);
            if let Some((path, said, words)) = claim {
                put(&mut claims, &path, said, words);
            }
            tokens.extend(self.key.sign(&Value::Object(claims)).map(|token| (name.to_owned(), token)));
        }
        tokens
    }

    fn claims(&self, name: &str, now_unix_s: u64) -> Map<String, Value> {
        let mut claims = Map::new();
        claims.insert("iss".to_owned(), json!(&*self.issuer.name));
        if self.issuer.by_client {
            claims.insert("token_use".to_owned(), json!("access"));
            claims.insert("client_id".to_owned(), json!(&*self.issuer.audience));
        } else {
            claims.insert("aud".to_owned(), json!(&*self.issuer.audience));
        }
        claims.insert("sub".to_owned(), json!(format!("dev-{name}")));
        claims.insert("iat".to_owned(), json!(now_unix_s));
        claims.insert("exp".to_owned(), json!(now_unix_s.saturating_add(LIFETIME_S)));
        let scopes = self.issuer.scopes.vocabulary().map_or(&[][..], |vocabulary| vocabulary.names);
        for (path, said, words) in scopes.iter().filter_map(|name| self.issuer.scopes.claim_for(name)) {
            put(&mut claims, &path, said, words);
        }
        claims
    }
}

/// Adds a name to a claim: a list of names, or words of one text.
fn put(claims: &mut Map<String, Value>, path: &[&str], said: String, words: bool) {
    let Some((first, rest)) = path.split_first() else { return };
    if !rest.is_empty() {
        if let Value::Object(inner) = claims.entry(*first).or_insert_with(|| Value::Object(Map::new())) {
            put(inner, rest, said, words);
        }
        return;
    }
    match claims.get_mut(*first) {
        Some(Value::String(text)) => *text = format!("{text} {said}"),
        Some(Value::Array(names)) => names.push(json!(said)),
        _ if words => drop(claims.insert((*first).to_owned(), json!(said))),
        _ => drop(claims.insert((*first).to_owned(), json!([said]))),
    }
}
