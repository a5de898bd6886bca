//! Tokens, with every part of them in the hands of the test.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secure_api::provide::clock::Clock;
use serde_json::{Map, Value, json};

use super::TestIssuer;
use super::key::{self, SigningKey};

/// How long a token is valid.
const LIFETIME_S: u64 = 300;

/// A token in the making.
///
/// Everything in it can be set, and nothing is checked: what it has to say for an application to believe it is the
/// application's to decide. Where it says a role or a scope is the choice of [`TestIssuer::roles_at`] and of
/// [`claim`](Self::claim).
#[derive(Clone, Debug)]
#[must_use = "a token is made by `mint`"]
pub struct TestToken {
    pub(super) key: Arc<SigningKey>,
    pub(super) header: Map<String, Value>,
    pub(super) claims: Map<String, Value>,
    roles_at: Vec<String>,
    pub(super) now_unix_s: u64,
    /// Where somebody else has made it, as it was: its parts are as they were written for as long as nothing is changed in them.
    made: Option<Arc<Made>>,
}

/// The parts of a token, and their text.
#[derive(Debug)]
struct Made {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    signed: String,
}

impl TestToken {
    pub(super) fn issued(by: &TestIssuer, subject: &str) -> Self {
        let (key, now_unix_s) = (by.keys.current(), by.clock.unix_s());
        let header = json!({ "alg": key.algorithm(), "typ": "at+jwt", "kid": key.id() });
        let claims = json!({
            "iss": by.issuer, "aud": by.audience, "sub": subject, "iat": now_unix_s, "exp": now_unix_s + LIFETIME_S,
            // Which RFC 9068 asks of an access token.
            "client_id": "test-client", "jti": key::number(),
        });
        Self {
            key,
            header: object(header),
            claims: object(claims),
            roles_at: by.roles_at.clone(),
            now_unix_s,
            made: None,
        }
    }

    /// One that somebody else has made. What would need its key is signed by nobody.
    pub(crate) fn given(text: &str, now_unix_s: u64) -> Option<Self> {
        let [header, claims, signature] = text.split('.').collect::<Vec<_>>().try_into().ok()?;
        let object = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
        let (header, claims): (Map<_, _>, Map<_, _>) = (object(header)?, object(claims)?);
        let (signed, _) = text.rsplit_once('.')?;
        let key = SigningKey::made(signed.as_bytes().to_vec(), URL_SAFE_NO_PAD.decode(signature).ok()?);
        let made = Made { header: header.clone(), claims: claims.clone(), signed: signed.to_owned() };
        Some(Self { key: Arc::new(key), header, claims, roles_at: Vec::new(), now_unix_s, made: Some(Arc::new(made)) })
    }

    /// With one role, in the claim `role`.
    pub fn role(self, role: &str) -> Self {
        self.claim("role", role)
    }

    /// With several roles, in the claim where the issuer has them: `roles`, or what [`TestIssuer::roles_at`] says.
    pub fn roles<N: Into<String>>(mut self, roles: impl IntoIterator<Item = N>) -> Self {
        let roles = Value::from(roles.into_iter().map(Into::into).collect::<Vec<String>>());
        let Some((first, inner)) = self.roles_at.split_first() else { return self };
        let nested = inner.iter().rev().fold(roles, |value, name| json!({ name.as_str(): value }));
        self.claims.insert(first.clone(), nested);
        self
    }

    /// With scopes, in the claim `scope`.
    pub fn scope(self, scopes: &str) -> Self {
        self.claim("scope", scopes)
    }

    /// Issued now by another clock, for five minutes.
    pub fn issued_by(mut self, clock: &impl Clock) -> Self {
        self.now_unix_s = clock.unix_s();
        let now = self.now_unix_s;
        self.claim("iat", now).claim("exp", now + LIFETIME_S)
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

    /// With a further header parameter, or another `alg`, `typ` or `kid`. The signature stays that of the issuer's key.
    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header.insert(name.to_owned(), value.into());
        self
    }

    /// Without a header parameter.
    pub fn without_header(mut self, name: &str) -> Self {
        self.header.remove(name);
        self
    }

    /// Signed by the key of another issuer, whatever its header and its claims say.
    pub fn signed_by(mut self, other: &TestIssuer) -> Self {
        self.key = other.keys.current();
        self
    }

    /// What it says in a claim.
    pub(crate) fn said(&self, claim: &str) -> Value {
        self.claims.get(claim).cloned().unwrap_or_default()
    }

    /// The header, as it is signed but for its encoding.
    pub(crate) fn header_text(&self) -> String {
        Value::Object(self.header.clone()).to_string()
    }

    /// The claims, likewise.
    pub(crate) fn claims_text(&self) -> String {
        Value::Object(self.claims.clone()).to_string()
    }

    /// A signature by the key that it has.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign(message)
    }

    /// Signs it.
    #[must_use]
    pub fn mint(&self) -> String {
        self.mint_with(|message| self.key.sign(message))
    }

    /// With a signature of the test's own making: of another algorithm, of nobody, or none, which is an empty one.
    ///
    /// ```
    /// # let issuer = secure_api_testing::TestIssuer::new();
    /// let unsigned = issuer.token("ada").header("alg", "none").mint_with(|_| Vec::new());
    /// assert!(unsigned.ends_with('.'));
    /// ```
    #[must_use]
    pub fn mint_with(&self, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
        let unchanged = |made: &&Arc<Made>| made.header == self.header && made.claims == self.claims;
        let signed = match self.made.as_ref().filter(unchanged) {
            Some(made) => made.signed.clone(),
            None => format!("{}.{}", part(&self.header), part(&self.claims)),
        };
        let signature = URL_SAFE_NO_PAD.encode(sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }
}

impl From<TestToken> for String {
    fn from(token: TestToken) -> Self {
        token.mint()
    }
}

impl From<&TestToken> for String {
    fn from(token: &TestToken) -> Self {
        token.mint()
    }
}

/// A segment of a token.
pub(super) fn part(members: &Map<String, Value>) -> String {
    URL_SAFE_NO_PAD.encode(Value::Object(members.clone()).to_string())
}

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(members) = value else { unreachable!("json! of braces is an object") };
    members
}
