//! Tokens of an implementation that is not ours.

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde::Deserialize;

/// What `python/mint.py` made.
#[derive(Debug, Deserialize)]
pub struct Minted {
    /// The JWK set with the public keys.
    pub jwks: PathBuf,
    /// The file with the secret of the `HS256` tokens.
    pub secret: PathBuf,
    groups: BTreeMap<String, BTreeMap<String, String>>,
}

impl Minted {
    /// Mints with fresh keys, which are put into `directory`. Tokens that point to keys elsewhere point to `elsewhere`.
    ///
    /// # Panics
    /// Where there is no Python with PyJWT.
    #[allow(clippy::disallowed_methods, reason = "where a tool of the tests lies is no setting of an application")]
    pub fn new(directory: &str, elsewhere: &str) -> Self {
        let Some(python) = env::var_os("SECURE_API_PYTHON") else {
            panic!(
                "these tokens are minted by PyJWT, and SECURE_API_PYTHON does not name a Python that has it.\n\
                 Run `tests/run`, which installs it, or once it did: \
                 SECURE_API_PYTHON=$PWD/target/pyjwt/bin/python cargo test -p secure-api-tests"
            )
        };
        let minted = Command::new(python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/python/mint.py"))
            .args([directory, elsewhere])
            .stderr(Stdio::inherit())
            .output()
            .expect("the Python of SECURE_API_PYTHON runs");
        assert!(minted.status.success(), "python/mint.py failed");
        serde_json::from_slice(&minted.stdout).expect("mint.py writes JSON")
    }

    /// The tokens of a group, by name.
    ///
    /// # Panics
    /// Where there is no such group.
    pub fn group(&self, name: &str) -> &BTreeMap<String, String> {
        self.groups.get(name).unwrap_or_else(|| panic!("mint.py makes no group `{name}`"))
    }

    /// One token.
    ///
    /// # Panics
    /// Where there is no such token.
    pub fn token(&self, group: &str, name: &str) -> &str {
        self.group(group).get(name).unwrap_or_else(|| panic!("mint.py makes no token `{name}` in `{group}`"))
    }
}
