//! An issuer whose keys live as long as the test.

mod hostile;
mod key;
mod served;
mod token;

pub(crate) use key::is_nobodys;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secure_api::identify::{Jwt, Key};
use secure_api::provide::clock::{Clock, SystemClock};
use secure_api::provide::key_source::{KeySource, SecretBytes, SecretProvider, SecretUnavailable};
use serde_json::{Value, json};

use key::SigningKey;
use served::Serving;
pub use token::TestToken;

/// Issues tokens that an application which declares [`TestIssuer::jwt`] believes.
///
/// It signs with ES256, by a key that is made at random for each test, or with HS256 by a secret
/// ([`with_shared_secret`](Self::with_shared_secret)). Its clones are the same issuer: they have the same keys, and change them
/// together.
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
    /// Ends with the last clone.
    _serving: Option<Arc<Serving>>,
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

    /// As whoever verifies has them.
    fn set(&self) -> Value {
        let keys: Vec<Value> = self.lock().iter().map(|key| key.jwk()).collect();
        json!({ "keys": keys })
    }

    /// As anybody may have them.
    fn published(&self) -> Value {
        let keys: Vec<Value> = self.lock().iter().filter(|key| key.shared().is_none()).map(|key| key.jwk()).collect();
        json!({ "keys": keys })
    }
}

impl From<SigningKey> for Keys {
    fn from(key: SigningKey) -> Self {
        Self(Arc::new(Mutex::new(vec![Arc::new(key)])))
    }
}

/// The seam by which the application gets them.
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
            keys: SigningKey::pair().into(),
            _serving: None,
        }
    }

    /// An issuer that is there: it serves its discovery document and its JWK set over plain HTTP on a free port of this machine,
    /// until its last clone is dropped, and its name is that address. For what an application that fetches its keys declares, as
    /// it declares it:
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// use secure_api_testing::TestIssuer;
    ///
    /// let issuer = TestIssuer::served().await;
    /// // let jwt = Jwt::oidc(issuer.name()).audience("https://api.test").loopback_in_debug();
    /// assert!(issuer.name().starts_with("http://127.0.0.1:"));
    /// # }
    /// ```
    /// A key that [`rotate`](Self::rotate) made is published from then on.
    ///
    /// # Panics
    /// Where there is no free port, or no randomness.
    pub async fn served() -> Self {
        let keys = Keys::from(SigningKey::pair());
        let (name, serving) = Serving::start(keys.clone()).await;
        Self { keys, _serving: Some(Arc::new(serving)), ..Self::named(&name) }
    }

    /// Signs with HS256 from now on, by a random secret that it shares with whoever verifies. For an application that is moved:
    /// its old routes get [`shared_secret`](Self::shared_secret), and the secured ones [`jwt`](Self::jwt). No document tells of it:
    /// it is nothing for an issuer that is [`served`](Self::served).
    ///
    /// # Panics
    /// Where the system has no randomness.
    #[must_use]
    pub fn with_shared_secret(mut self) -> Self {
        self.keys = SigningKey::secret().into();
        self
    }

    /// The secret that signs now: a text, as a variable of the environment has it.
    ///
    /// # Panics
    /// Where it shares none: it was not made by [`with_shared_secret`](Self::with_shared_secret).
    #[must_use]
    #[track_caller]
    pub fn shared_secret(&self) -> String {
        let key = self.keys.current();
        key.shared()
            .expect("this issuer shares no secret: make it by `TestIssuer::new().with_shared_secret()`")
            .to_owned()
    }

    /// The `iss` of its tokens.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.issuer
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

    /// The public parts of its keys, as the JWK set that a test serves to an application which fetches them. A secret has none.
    #[must_use]
    pub fn jwk_set(&self) -> Value {
        self.keys.published()
    }

    /// The document of OpenID Connect Discovery that names this issuer, and where its keys are served.
    #[must_use]
    pub fn discovery(&self, jwks_uri: &str) -> Value {
        served::document(&self.issuer, jwks_uri)
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
        let another = Arc::new(self.keys.current().another());
        self.keys.lock().push(another);
    }

    /// Signs with a new key from now on, and publishes no other: what was signed before has lost its key.
    ///
    /// # Panics
    /// Where the system has no randomness.
    pub fn rotate_without_overlap(&self) {
        let another = Arc::new(self.keys.current().another());
        *self.keys.lock() = vec![another];
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
