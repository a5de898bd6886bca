//! An issuer whose keys live as long as the test.

mod hostile;
mod key;
mod token;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secure_api::identify::{Jwt, Key};
use secure_api::provide::clock::{Clock, SystemClock};
use secure_api::provide::key_source::{KeySource, SecretBytes, SecretProvider, SecretUnavailable};
use serde_json::{Value, json};

use key::SigningKey;
pub use token::TestToken;

/// Issues tokens that an application which declares [`TestIssuer::jwt`] believes.
///
/// It signs with ES256, by a key that is made at random for each test. Its clones are the same issuer: they have the same keys,
/// and change them together.
///
/// ```
/// use secure_api_testing::TestIssuer;
///
/// let issuer = TestIssuer::named("https://login.example.com").for_audience("https://api.example.com");
/// let before = issuer.token("ada").mint();
/// issuer.rotate();
/// assert_ne!(before, issuer.token("ada").mint());
/// // What a test serves to an application that fetches its keys: the old one and the new one.
/// assert_eq!(issuer.jwk_set()["keys"].as_array().unwrap().len(), 2);
/// ```
#[derive(Clone, Debug)]
pub struct TestIssuer {
    issuer: String,
    audience: String,
    roles_at: Vec<String>,
    clock: Arc<dyn Clock>,
    keys: Keys,
}

/// The keys that are published. The last one signs.
#[derive(Clone, Debug)]
struct Keys(Arc<Mutex<Vec<Arc<SigningKey>>>>);

impl Keys {
    fn lock(&self) -> MutexGuard<'_, Vec<Arc<SigningKey>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn current(&self) -> Arc<SigningKey> {
        Arc::clone(self.lock().last().expect("an issuer has a key"))
    }

    fn set(&self) -> Value {
        let keys: Vec<Value> = self.lock().iter().map(|key| key.jwk()).collect();
        json!({ "keys": keys })
    }
}

/// The seam by which the application gets the public parts.
impl SecretProvider for Keys {
    fn load(&self) -> Result<SecretBytes, SecretUnavailable> {
        Ok(SecretBytes::new(self.set().to_string().into_bytes()))
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
        Self {
            issuer: issuer.to_owned(),
            audience: "https://api.test".to_owned(),
            roles_at: vec!["roles".to_owned()],
            clock: Arc::new(SystemClock::new()),
            keys: Keys(Arc::new(Mutex::new(vec![Arc::new(SigningKey::generate())]))),
        }
    }

    /// Whom its tokens are for.
    #[must_use]
    pub fn for_audience(mut self, audience: &str) -> Self {
        self.audience = audience.to_owned();
        self
    }

    /// Dates its tokens by another clock: the one that the application has.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Where its tokens name roles, name by name, as `["realm_access", "roles"]`. Without it that is the claim `roles`. The
    /// application is told the same in its own words: `issuer.jwt().roles(RoleMap::claim("realm_access.roles").same_names())`.
    #[must_use]
    pub fn roles_at<N: Into<String>>(mut self, path: impl IntoIterator<Item = N>) -> Self {
        self.roles_at = path.into_iter().map(Into::into).collect();
        self
    }

    /// What the application declares to believe this issuer: its name, the audience, and the keys that it publishes when the
    /// application is built.
    #[must_use]
    pub fn jwt(&self) -> Jwt {
        let keys = Key::jwk_set(KeySource::provider(self.keys.clone()));
        Jwt::issuer(&self.issuer).audience(&self.audience).key(keys)
    }

    /// The public parts of its keys, as the JWK set that a test serves to an application which fetches them.
    #[must_use]
    pub fn jwk_set(&self) -> Value {
        self.keys.set()
    }

    /// The document of OpenID Connect Discovery that names this issuer, and where its keys are served.
    #[must_use]
    pub fn discovery(&self, jwks_uri: &str) -> Value {
        json!({
            "issuer": self.issuer,
            "jwks_uri": jwks_uri,
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
        })
    }

    /// The `kid` of the key that signs now.
    #[must_use]
    pub fn key_id(&self) -> String {
        self.keys.current().id().to_owned()
    }

    /// Signs with a new key from now on, and goes on publishing those it had. Called before the application is built, it gives
    /// the application two keys.
    ///
    /// # Panics
    /// Where the system has no randomness.
    pub fn rotate(&self) {
        self.keys.lock().push(Arc::new(SigningKey::generate()));
    }

    /// Signs with a new key from now on, and publishes no other: what was signed before has lost its key.
    ///
    /// # Panics
    /// Where the system has no randomness.
    pub fn rotate_without_overlap(&self) {
        *self.keys.lock() = vec![Arc::new(SigningKey::generate())];
    }

    /// An access token for a subject, with all that RFC 9068 asks of one: valid for five minutes, without roles, signed by the
    /// key that signs now.
    pub fn token(&self, subject: &str) -> TestToken {
        TestToken::issued(self, subject)
    }
}

impl Default for TestIssuer {
    fn default() -> Self {
        Self::new()
    }
}
