//! Where secrets come from: the environment, a file, a vault. The only file that reads the environment.
//!
//! There is no constructor that takes a secret from the source text, and no message that repeats one.

use core::fmt;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::api::{Error, Faults};
use crate::secret::{Secret, same, sealed};

/// The most bytes that a secret or a key file may have: 64 KiB.
pub const MAX_SECRET_BYTES: usize = 64 * 1024;

/// A secret: wiped from memory when dropped, never printed, never compared, never serialised.
pub struct SecretBytes(Zeroizing<Vec<u8>>);

/// Hands out a secret: a vault's client, or the issuer of a test.
pub trait SecretProvider: Send + Sync + 'static {
    /// Fetches the secret. Called once, when the application is built.
    ///
    /// # Errors
    /// When there is no secret to be had. The text goes into the list of faults: it must not repeat a secret.
    fn load(&self) -> Result<SecretBytes, SecretUnavailable>;
}

/// Why a [`SecretProvider`] has no secret to hand out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretUnavailable {
    reason: String,
}

/// Where a key is read from when the application is built.
#[derive(Clone)]
pub struct KeySource(Source);

#[derive(Clone)]
enum Source {
    Variable { name: String, environment: Environment },
    File(PathBuf),
    Provider(Arc<dyn SecretProvider>),
}

impl KeySource {
    /// The environment variable `name`, or the file that the variable `name` with `_FILE` after it names. Having both is
    /// a fault, since nobody could tell which one counts.
    #[must_use]
    pub fn env(name: impl Into<String>) -> Self {
        Self::variable(name, Environment::System)
    }

    /// A file. One line end after its content is not part of the secret.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(Source::File(path.into()))
    }

    /// Whatever `provider` hands out.
    #[must_use]
    pub fn provider(provider: impl SecretProvider) -> Self {
        Self(Source::Provider(Arc::new(provider)))
    }

    pub(crate) fn variable(name: impl Into<String>, environment: Environment) -> Self {
        Self(Source::Variable { name: name.into(), environment })
    }

    /// The source as messages call it. Never its content.
    pub(crate) fn name(&self) -> String {
        match &self.0 {
            Source::Variable { name, environment } if environment.has(name) => format!("`{name}`"),
            Source::Variable { name, .. } => named_file(name),
            Source::File(path) => format!("the key file `{}`", path.display()),
            Source::Provider(_) => "the key of the provider".to_owned(),
        }
    }

    pub(crate) fn load(&self) -> Result<SecretBytes, SourceFault> {
        match &self.0 {
            Source::Variable { name, environment } => load_variable(name, environment),
            Source::File(path) => read_file(path, &self.name()),
            Source::Provider(provider) => load_provided(provider.as_ref(), &self.name()),
        }
    }
}

impl SecretBytes {
    /// Takes over the bytes that a provider fetched.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads a secret of the application, once, before it starts.
    ///
    /// # Errors
    /// Where it is not there. The error repeats nothing of it.
    pub fn load(source: &KeySource) -> Result<Self, Error> {
        source.load().map_err(|fault| {
            let mut faults = Faults::default();
            fault.report(&mut faults);
            Error::Configuration(faults)
        })
    }

    /// The secret itself, for the one place that needs it. Do not keep what is made of it.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Whether two secrets are the same. The time it takes tells their lengths, and nothing of what is in them.
    #[must_use]
    pub fn matches(&self, other: &impl Secret) -> bool {
        same(self, other)
    }
}

impl SecretUnavailable {
    /// Says why, without repeating a secret.
    #[must_use]
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

impl Secret for SecretBytes {}

impl sealed::Bytes for SecretBytes {
    fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretBytes {
    // A fixed text: even the length of a secret helps to guess it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes(***)")
    }
}

impl fmt::Debug for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeySource({})", self.name())
    }
}

impl fmt::Display for SecretUnavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for SecretUnavailable {}

/// What is wrong with a source, and how to mend it.
#[derive(Debug)]
pub(crate) struct SourceFault {
    what: String,
    help: String,
}

impl SourceFault {
    fn new(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self { what: what.into(), help: help.into() }
    }

    pub(crate) fn report(self, faults: &mut Faults) {
        faults.push(self.what, self.help);
    }
}

/// The environment of the process; in tests a fixed one, since changing the real one is neither safe nor local.
#[derive(Clone)]
pub(crate) enum Environment {
    System,
    #[cfg(test)]
    Fixed(Arc<std::collections::BTreeMap<String, OsString>>),
}

impl Environment {
    fn raw(&self, name: &str) -> Option<OsString> {
        match self {
            Environment::System => std::env::var_os(name),
            #[cfg(test)]
            Environment::Fixed(variables) => variables.get(name).cloned(),
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.raw(name).is_some()
    }

    /// A setting that is no secret. `None` when it is not set.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, SourceFault> {
        let Some(raw) = self.raw(name) else { return Ok(None) };
        match raw.into_string() {
            Ok(text) if !text.is_empty() => Ok(Some(text)),
            Ok(_) => Err(SourceFault::new(
                format!("`{name}` is set and empty"),
                format!("give `{name}` a value or unset it"),
            )),
            Err(_) => {
                Err(SourceFault::new(format!("`{name}` is not valid UTF-8"), format!("write `{name}` as UTF-8 text")))
            }
        }
    }
}

fn load_variable(name: &str, environment: &Environment) -> Result<SecretBytes, SourceFault> {
    let file_variable = format!("{name}_FILE");
    match (environment.raw(name), environment.raw(&file_variable)) {
        (Some(_), Some(_)) => Err(SourceFault::new(
            format!("`{name}` and `{file_variable}` are both set"),
            format!("unset one of them: `{name}` holds the secret, `{file_variable}` names the file that does"),
        )),
        (None, None) => Err(SourceFault::new(
            format!("`{name}` is not set"),
            format!("set `{name}` to the secret, or `{file_variable}` to the path of the file that holds it"),
        )),
        (Some(value), None) => bounded(SecretBytes::new(value.into_encoded_bytes()), &format!("`{name}`")),
        (None, Some(path)) => read_file(Path::new(&path), &named_file(name)),
    }
}

fn named_file(name: &str) -> String {
    format!("the file that `{name}_FILE` names")
}

fn load_provided(provider: &dyn SecretProvider, name: &str) -> Result<SecretBytes, SourceFault> {
    let secret = provider.load().map_err(|why| {
        SourceFault::new(format!("{name} is not to be had: {why}"), "make the provider hand out the key")
    })?;
    bounded(secret, name)
}

fn read_file(path: &Path, name: &str) -> Result<SecretBytes, SourceFault> {
    let unreadable = |why: std::io::Error| {
        SourceFault::new(format!("{name} cannot be read: {}", why.kind()), "check the path and the rights on the file")
    };
    // Before opening: to open a pipe that nobody writes to would hang the start for ever.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(SourceFault::new(format!("{name} is not a regular file"), "name a regular file"));
    }
    // With its full capacity from the start, a growing buffer leaves no copies of the secret behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_SECRET_BYTES + 1));
    let file = File::open(path).map_err(unreadable)?;
    file.take(MAX_SECRET_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    let content = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
    let length = content.strip_suffix(b"\r").unwrap_or(content).len();
    if bytes.len() <= MAX_SECRET_BYTES {
        bytes.truncate(length);
    }
    bounded(SecretBytes(bytes), name)
}

fn bounded(secret: SecretBytes, name: &str) -> Result<SecretBytes, SourceFault> {
    match secret.expose().len() {
        0 => Err(SourceFault::new(format!("{name} is empty"), "put the key there")),
        length if length > MAX_SECRET_BYTES => Err(SourceFault::new(
            format!("{name} is larger than 64 KiB"),
            "a key is smaller: check that the right file is named",
        )),
        _ => Ok(secret),
    }
}
