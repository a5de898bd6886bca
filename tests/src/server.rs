//! A server in a process of its own, and what it says.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpSocket;

/// Longer than a shutdown takes.
const PATIENCE: Duration = Duration::from_secs(45);

/// A process that serves, or is about to. Killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    said: Arc<Said>,
}

#[derive(Debug, Default)]
struct Said {
    lines: Mutex<(Vec<String>, bool)>,
    more: Condvar,
}

impl Server {
    /// Starts a binary with this environment and nothing else in it. It listens on a free port unless that says otherwise.
    ///
    /// # Panics
    /// Where it cannot be started.
    pub fn start(binary: &Path, environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(binary)
            .env_clear()
            .env("SECURE_API_ADDR", "127.0.0.1:0")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", binary.display()));
        let said = Arc::new(Said::default());
        let (heard, stderr) = (Arc::clone(&said), child.stderr.take().expect("stderr is piped"));
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                heard.lock().0.push(line);
                heard.more.notify_all();
            }
            heard.lock().1 = true;
            heard.more.notify_all();
        });
        Self { child, said }
    }

    /// The address that it says it serves on.
    pub fn addr(&self) -> SocketAddr {
        let line = self.event(|line| line["message"] == "serving");
        line["addr"].as_str().and_then(|addr| addr.parse().ok()).expect("the line names the address")
    }

    /// The first line for which `find` has something.
    ///
    /// # Panics
    /// Where none comes.
    pub fn line<T>(&self, find: impl Fn(&str) -> Option<T>) -> T {
        let nothing =
            |(lines, ended): &mut (Vec<String>, bool)| !*ended && !lines.iter().any(|line| find(line).is_some());
        let lines = self.said.more.wait_timeout_while(self.said.lock(), PATIENCE, nothing);
        let lines = lines.unwrap_or_else(PoisonError::into_inner).0;
        let found = lines.0.iter().find_map(|line| find(line));
        found.unwrap_or_else(|| panic!("the server did not say it, but:\n{}", lines.0.join("\n")))
    }

    /// The first line of the log that is meant.
    pub fn event(&self, meant: impl Fn(&Value) -> bool) -> Value {
        self.line(|line| serde_json::from_str(line).ok().filter(&meant))
    }

    /// The audit event of an answer.
    pub fn audit(&self, request_id: &str) -> Value {
        self.event(|line| line["target"] == "secure_api::audit" && line["request_id"] == request_id)
    }

    /// Everything it has said so far.
    pub fn lines(&self) -> Vec<String> {
        self.said.lock().0.clone()
    }

    /// A token of the development key, as it is printed.
    pub fn development_token(&self, role: &str) -> String {
        self.line(|line| line.strip_prefix(role)?.strip_prefix('=').map(str::to_owned))
    }

    /// Sends a signal, as `TERM`.
    ///
    /// # Panics
    /// Where that fails.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()), "SIG{name} cannot be sent");
    }

    /// Waits for its end: how, and all it said.
    ///
    /// # Panics
    /// Where it does not end.
    pub fn ended(mut self) -> (ExitStatus, String) {
        let going_on = |(_, ended): &mut (Vec<String>, bool)| !*ended;
        let waited = self.said.more.wait_timeout_while(self.said.lock(), PATIENCE, going_on);
        let said = waited.unwrap_or_else(PoisonError::into_inner).0.0.join("\n");
        assert!(self.said.lock().1, "the process goes on:\n{said}");
        (self.child.wait().expect("it is our child"), said)
    }
}

impl Said {
    fn lock(&self) -> MutexGuard<'_, (Vec<String>, bool)> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port of this machine that nobody else is given as long as the socket lives, and on which a server may listen that is told to.
///
/// # Panics
/// Where no port is free.
pub fn kept_port() -> (TcpSocket, SocketAddr) {
    let kept = TcpSocket::new_v4().expect("there is a socket");
    kept.set_reuseaddr(true).expect("a port can be shared");
    kept.bind((Ipv4Addr::LOCALHOST, 0).into()).expect("a port is free");
    let addr = kept.local_addr().expect("it is bound");
    (kept, addr)
}

/// Starts a binary that has to refuse, and tells what it said.
///
/// # Panics
/// Where it serves, or ends without a failure.
pub fn refusal_to_start(binary: &Path, environment: &[(&str, &str)]) -> String {
    let (status, said) = Server::start(binary, environment).ended();
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(!said.contains("serving"), "{said}");
    said
}
