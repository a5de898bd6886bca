//! An issuer whose key lives as long as the test.

use aws_lc_rs::{hmac, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secure_api::identify::{Jwt, Key};
use secure_api::provide::clock::{Clock, SystemClock};
use secure_api::provide::key_source::{KeySource, SecretBytes, SecretProvider, SecretUnavailable};
use serde_json::{Map, Value, json};

/// Issues tokens that an application which declares [`TestIssuer::jwt`] believes.
#[derive(Clone, Debug)]
pub struct TestIssuer {
    issuer: String,
    audience: String,
    key: RandomKey,
}

/// Made at random for each test, so that no key stands in any source.
#[derive(Clone)]
struct RandomKey([u8; 32]);

impl std::fmt::Debug for RandomKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RandomKey(..)")
    }
}

impl SecretProvider for RandomKey {
    fn load(&self) -> Result<SecretBytes, SecretUnavailable> {
        Ok(SecretBytes::new(self.0.to_vec()))
    }
}

impl TestIssuer {
    /// The issuer `https://issuer.test` of tokens for `https://api.test`.
    ///
    /// # Panics
    /// Where the system has no randomness.
    #[must_use]
    pub fn new() -> Self {
        Self::named("https://issuer.test")
    }

    /// An issuer of another name.
    ///
    /// # Panics
    /// Where the system has no randomness.
    #[must_use]
    pub fn named(issuer: &str) -> Self {
        let mut key = [0; 32];
        rand::fill(&mut key).expect("the system has randomness");
        Self { issuer: issuer.to_owned(), audience: "https://api.test".to_owned(), key: RandomKey(key) }
    }

    /// What the application declares to believe this issuer.
    #[must_use]
    pub fn jwt(&self) -> Jwt {
        Jwt::issuer(&self.issuer).audience(&self.audience).key(Key::hs256(KeySource::provider(self.key.clone())))
    }

    /// A token for a subject: valid for five minutes, without roles.
    pub fn token(&self, subject: &str) -> TestToken {
        let now = SystemClock::new().unix_s();
        let claims = json!({
            "iss": self.issuer, "aud": self.audience, "sub": subject, "iat": now, "exp": now + 300,
        });
        let Value::Object(claims) = claims else { unreachable!("json! of braces is an object") };
        TestToken { key: self.key.clone(), header: Map::new(), claims }
    }
}

impl Default for TestIssuer {
    fn default() -> Self {
        Self::new()
    }
}

/// A token in the making.
#[derive(Clone, Debug)]
#[must_use = "a token is made by `mint`"]
pub struct TestToken {
    key: RandomKey,
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

impl TestToken {
    /// With one role, in the claim `role`.
    pub fn role(self, role: &str) -> Self {
        self.claim("role", role)
    }

    /// With scopes, in the claim `scope`.
    pub fn scope(self, scopes: &str) -> Self {
        self.claim("scope", scopes)
    }

    /// Issued now by another clock, for five minutes.
    pub fn issued_by(self, clock: &impl Clock) -> Self {
        let now = clock.unix_s();
        self.claim("iat", now).claim("exp", now + 300)
    }

    /// With a claim, whatever it is.
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    /// Without a claim.
    pub fn without(mut self, name: &str) -> Self {
        self.claims.remove(name);
        self
    }

    /// With a further header parameter, or another `alg` or `typ`. The signature stays HMAC SHA-256.
    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header.insert(name.to_owned(), value.into());
        self
    }

    /// Signs it.
    #[must_use]
    pub fn mint(&self) -> String {
        let mut header = Map::new();
        header.insert("alg".to_owned(), "HS256".into());
        header.insert("typ".to_owned(), "JWT".into());
        header.extend(self.header.clone());
        let part = |part: &Map<String, Value>| URL_SAFE_NO_PAD.encode(Value::Object(part.clone()).to_string());
        let signed = format!("{}.{}", part(&header), part(&self.claims));
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.key.0);
        let signature = hmac::sign(&key, signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}
