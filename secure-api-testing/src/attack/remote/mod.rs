//! A deployment that is attacked where it runs: only where it says that it may be, and only on what the campaign has made (C128).

mod challenge;
mod gate;
mod made;
mod pace;
mod refused;
mod target;
#[cfg(feature = "https")]
mod tls;
mod tokens;
mod visit;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secure_api::secret::{KeySource, SecretBytes};
use tokio::time::Instant;

use super::lab::Ground;
use super::lock::Lock;
use super::report::Report;
use super::{Attack, runner};
use crate::TestClock;

pub use made::Target;
pub use refused::NotAttacked;
#[cfg(feature = "https")]
pub(super) use tls::Tls;
pub use tokens::Tokens;
pub(super) use visit::{NOT_RUN, Visit};

/// How long a campaign may take where nothing is said: it waits for limits.
const USUAL_TIME: Duration = Duration::from_secs(60 * 60);

/// A deployment, and what is known of it.
pub struct Remote {
    base: String,
    secret: Option<KeySource>,
    tokens: Tokens,
    drains: bool,
    /// Routes that may be written to although they change what nobody here has made, with the reason.
    changes: BTreeMap<String, String>,
    clock: Option<TestClock>,
    #[cfg(feature = "https")]
    authority: Option<Vec<u8>>,
}

impl Attack<Remote> {
    /// Against the application that is served at this address, as `https://staging.example.com`: an application with
    /// [`Api::answer_attacks`](secure_api::api::Api::answer_attacks).
    ///
    /// Before anything else it is asked for a proof that it may be attacked by this lock file. Without `https`, it has to be on
    /// this machine. `https` needs the feature of that name.
    ///
    /// What is told apart from a campaign in a test: tokens are those of its own issuer, so that what needs the key of the
    /// issuer, its clock or its log is not run; nothing is sent more often than the lock allows; a method that changes something
    /// is sent to what [`object`](Self::object) has made in this campaign, to ids that nothing has, and to routes that answer
    /// 201, and nowhere else. It ends by removing what it has made, and tells what is left.
    pub fn at(base: impl Into<String>) -> Self {
        let target = Remote {
            base: base.into(),
            secret: None,
            tokens: Tokens::new(),
            drains: false,
            changes: BTreeMap::new(),
            clock: None,
            #[cfg(feature = "https")]
            authority: None,
        };
        Self { within: USUAL_TIME, ..Self::new(target) }
    }

    /// The secret that the deployment was given, as `KeySource::env("ATTACK_SECRET")`.
    pub fn secret(mut self, secret: KeySource) -> Self {
        self.target.secret = Some(secret);
        self
    }

    /// Tokens of the deployment's own issuer.
    pub fn tokens(mut self, tokens: Tokens) -> Self {
        self.target.tokens = tokens;
        self
    }

    /// Uses up limits as well: callers of the deployment who share them are refused meanwhile.
    pub fn drain_limits(mut self) -> Self {
        self.target.drains = true;
        self
    }

    /// Lets the campaign write to a route although that changes what it has not made, and says why that does no harm.
    pub fn may_change(mut self, method: &str, path: &str, reason: &str) -> Self {
        self.target.changes.insert(format!("{method} {path}"), reason.to_owned());
        self
    }

    /// The clock of the deployment, where that is an application in a test: it is moved on where the campaign would wait for a
    /// limit.
    pub fn clock(mut self, clock: &TestClock) -> Self {
        self.target.clock = Some(clock.clone());
        self
    }

    /// Trusts these authorities, in PEM, in place of those of the system.
    #[cfg(feature = "https")]
    pub fn certificate_authority(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.target.authority = Some(pem.into());
        self
    }

    /// Runs it.
    ///
    /// # Errors
    /// Where the deployment does not prove that it may be attacked by this lock file; what it was sent then is one request at
    /// the most.
    pub async fn run(self) -> Result<Report, NotAttacked> {
        let Self { lock, mut plan, only, group, within, most_failures, quiet, target } = self;
        let text = lock.ok_or_else(|| NotAttacked::Lock("none was given: `.lock(..)`".to_owned()))?;
        plan.lock = Lock::read(&text).map_err(NotAttacked::Lock)?;
        plan.nobodys = tokens::random_uuid();
        target.tokens.check(&plan.lock)?;
        let secret =
            target.secret.as_ref().ok_or_else(|| NotAttacked::Secret("none was given: `.secret(..)`".to_owned()))?;
        let secret = SecretBytes::load(secret).map_err(|error| NotAttacked::Secret(error.to_string()))?;
        let (destination, near) = target.destination().await?;
        let hash = challenge::met(&destination, &text, secret.expose()).await?;
        let until = Instant::now() + within;
        let plan = Arc::new(plan);
        let told = Target::new(&target.base, hash, &target.changes);
        let visit = Visit::new(destination, near, Arc::clone(&plan), target, until, quiet);
        let limits = runner::Limits { within, most_failures, quiet };
        let ground = Ground::There(Arc::new(visit));
        Ok(runner::run(plan, &ground, runner::Part { only, group }, limits, Some(told)).await)
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote").field("base", &self.base).finish_non_exhaustive()
    }
}
