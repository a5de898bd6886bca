//! A campaign against a deployment, as the environment describes it. `README.md` has the variables.
#![forbid(unsafe_code)]

mod plan;

use std::time::Duration;
use std::{env, fmt, fs};

use secure_api::secret::KeySource;
use secure_api_testing::Attack;
use secure_api_testing::attack::{Remote, Tokens};

pub use plan::Plan;

/// What was wrong before anything was sent.
#[derive(Debug)]
pub struct Fault(String);

/// Where is attacked what, with which files.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The address, as `https://staging.example.com`.
    pub base: String,
    /// The path of the lock file of that deployment.
    pub lock: String,
    /// The path of the tokens.
    pub tokens: String,
    /// The path of what a lock file cannot say: [`Plan`].
    pub plan: Option<String>,
    /// The path of certificates of authorities, in PEM, in place of those of the system.
    pub authority: Option<String>,
    /// The cases whose ids begin so.
    pub only: Option<String>,
    /// How long it may take.
    pub within: Option<Duration>,
    /// Whether limits are used up.
    pub drain: bool,
}

impl Settings {
    /// What the environment says.
    ///
    /// # Errors
    /// What is missing or wrong.
    pub fn from_env() -> Result<Self, Fault> {
        let needed = |name: &str| setting(name).ok_or_else(|| Fault(format!("`{name}` is not set")));
        let minutes = setting("ATTACK_MINUTES")
            .map(|text| text.parse().map_err(|_| Fault("`ATTACK_MINUTES` is no number".to_owned())));
        Ok(Self {
            base: needed("ATTACK_BASE")?,
            lock: needed("ATTACK_LOCK")?,
            tokens: needed("ATTACK_TOKENS")?,
            plan: setting("ATTACK_PLAN"),
            authority: setting("ATTACK_CA"),
            only: setting("ATTACK_ONLY"),
            within: minutes.transpose()?.map(|minutes: u64| Duration::from_secs(minutes.saturating_mul(60))),
            drain: setting("ATTACK_DRAIN").is_some(),
        })
    }

    /// The campaign, which proves itself by this secret.
    ///
    /// # Errors
    /// A file that cannot be read, or is not what it should be.
    pub fn campaign(&self, secret: KeySource) -> Result<Attack<Remote>, Fault> {
        let tokens = Tokens::from_json(&read(&self.tokens)?).map_err(|fault| Fault(fault.to_string()))?;
        let mut attack = Attack::at(&*self.base).lock(read(&self.lock)?).secret(secret).tokens(tokens);
        if let Some(plan) = &self.plan {
            attack = Plan::read(&read(plan)?).map_err(|why| Fault(format!("`{plan}`: {why}")))?.of(attack);
        }
        if let Some(authority) = &self.authority {
            attack = attack.certificate_authority(read(authority)?);
        }
        if let Some(only) = &self.only {
            attack = attack.only(only);
        }
        if let Some(within) = self.within {
            attack = attack.within(within);
        }
        Ok(if self.drain { attack.drain_limits() } else { attack })
    }
}

fn read(path: &str) -> Result<String, Fault> {
    fs::read_to_string(path).map_err(|error| Fault(format!("`{path}` cannot be read: {error}")))
}

/// A setting that is no secret.
#[allow(clippy::disallowed_methods, reason = "the one place that reads this program's own settings")]
pub fn setting(name: &str) -> Option<String> {
    env::var(name).ok().filter(|text| !text.is_empty())
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}
