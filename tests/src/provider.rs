//! A certified OpenID provider: npm `oidc-provider` in a process of its own, on loopback, and clients of it.

use std::env;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio, id};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use serde_json::{Value, json};
use tokio::net::TcpSocket;

use crate::server::kept_port;

/// The audience of the access tokens (`oidc/configuration.mjs`).
pub const AUDIENCE: &str = "https://api.test";

/// A provider that can be stopped, and started again with the same keys or others. It ends with this value.
#[derive(Debug)]
pub struct Provider {
    folder: PathBuf,
    issuer: Option<String>,
    addr: SocketAddr,
    /// So that nobody else gets the port while it is stopped.
    _kept: TcpSocket,
    process: Mutex<Option<Process>>,
}

#[derive(Debug)]
struct Process {
    child: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Provider {
    /// One for all tests that leave it as it is. It ends with the tests.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Provider> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// Starts one whose issuer is its own address, with the generation `first` of keys.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn start() -> Self {
        Self::prepared(None).started(&["first"])
    }

    /// Starts one that has another name: that of what stands in front of it.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn called(issuer: &str) -> Self {
        Self::prepared(Some(issuer.to_owned())).started(&["first"])
    }

    /// Starts one with other keys. Those of the generation `bare` do not say their algorithm.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn with_keys(generations: &[&str]) -> Self {
        Self::prepared(None).started(generations)
    }

    fn prepared(issuer: Option<String>) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("secure-api-provider-{}-{}", id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a folder for keys");
        let (kept, addr) = kept_port();
        Self { folder, issuer, addr, _kept: kept, process: Mutex::new(None) }
    }

    fn started(mut self, generations: &[&str]) -> Self {
        self.restart(generations);
        self
    }

    /// Stops it, if it runs, and starts it on the same port with these generations of keys. The first one signs.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn restart(&mut self, generations: &[&str]) {
        self.stop();
        let mut process = Process::spawn(self, generations);
        let ready = process.answer().unwrap_or_else(|| panic!("the provider does not start:\n{}", self.said()));
        assert_eq!(ready["done"]["port"], self.addr.port(), "the first line tells the port");
        *self.process.get_mut().unwrap_or_else(PoisonError::into_inner) = Some(process);
    }

    /// Stops it: its port is closed from here on.
    pub fn stop(&mut self) {
        *self.process.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Where it listens, or did.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Its `iss`.
    pub fn issuer(&self) -> String {
        self.issuer.clone().unwrap_or_else(|| format!("http://{}", self.addr()))
    }

    /// The access token that a client gets for itself.
    ///
    /// # Panics
    /// Where it gets none.
    pub fn token(&self, client: &str) -> String {
        self.token_for(client, AUDIENCE, "")
    }

    /// The access token that a client gets for itself, for another audience or with scopes.
    ///
    /// # Panics
    /// Where it gets none.
    pub fn token_for(&self, client: &str, audience: &str, scope: &str) -> String {
        let order = json!({ "grant": "client_credentials", "client": client, "audience": audience, "scope": scope });
        text(&self.order(&order), "access_token")
    }

    /// All that an application gets by authorization code and PKCE when a user has logged in.
    ///
    /// # Panics
    /// Where that fails.
    pub fn login(&self, client: &str, user: &str) -> Value {
        self.order(&json!({ "grant": "code", "client": client, "user": user }))
    }

    /// What one of its clients is told, see `oidc/clients.mjs`.
    ///
    /// # Panics
    /// Where the client fails.
    pub fn order(&self, order: &Value) -> Value {
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        let process = process.as_mut().expect("the provider runs");
        writeln!(process.orders, "{order}").expect("the provider takes orders");
        let mut answer = process.answer().unwrap_or_else(|| panic!("the provider ended:\n{}", self.said()));
        assert!(answer["failed"].is_null(), "{order}: {}\n{}", answer["failed"], self.said());
        answer["done"].take()
    }

    /// What it wrote to its terminal.
    fn said(&self) -> String {
        fs::read_to_string(self.folder.join("said.txt")).unwrap_or_default()
    }
}

/// A text of an answer.
///
/// # Panics
/// Where it is not there.
pub fn text(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap_or_else(|| panic!("no {name} in {answer}")).to_owned()
}

impl Process {
    #[allow(clippy::disallowed_methods, reason = "where a tool of the tests lies is no setting of an application")]
    fn spawn(provider: &Provider, generations: &[&str]) -> Self {
        let Some(installed) = env::var_os("SECURE_API_OIDC") else {
            panic!(
                "the provider is npm `oidc-provider`, and SECURE_API_OIDC does not name the folder where it is installed.\n\
                 Run `tests/run`, which installs it, and Node.js 18 or later where that is missing (apt-get install nodejs \
                 npm), or once it did: SECURE_API_OIDC=$PWD/target/oidc cargo test -p secure-api-tests --all-features"
            )
        };
        let said = File::create(provider.folder.join("said.txt")).expect("a file for what it says");
        let mut child = Command::new("node")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/oidc/provider.mjs"))
            .args([&provider.addr.port().to_string(), provider.issuer.as_deref().unwrap_or("-")])
            .arg(&provider.folder)
            .args([&generations.join(","), "--tidy"])
            .env("SECURE_API_OIDC", installed)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(said)
            .spawn()
            .unwrap_or_else(|error| panic!("`node` does not run, install Node.js 18 or later: {error}"));
        let orders = child.stdin.take().expect("stdin is piped");
        let answers = BufReader::new(child.stdout.take().expect("stdout is piped"));
        Self { child, orders, answers }
    }

    /// The next line that is an answer: the provider itself writes notices. `None` where it has ended.
    fn answer(&mut self) -> Option<Value> {
        let lines = self.answers.by_ref().lines().map_while(Result::ok);
        lines.filter(|line| line.starts_with('{')).find_map(|line| serde_json::from_str::<Value>(&line).ok())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself. While it is not told so by the end of its input, it leaves the keys where they are.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.stop();
        // What is left is in a folder for such things.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
