//! Crates that are not of this workspace, built as their users build them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A crate under `tests/fixtures`, copied to where it can be built and changed.
#[derive(Debug)]
pub struct Fixture {
    folder: PathBuf,
}

/// What the compiler said of it.
#[derive(Clone, Debug)]
pub struct Said {
    /// `error` or `warning`.
    pub level: String,
    /// As `E0425` or `clippy::disallowed_methods`; empty where it has none.
    pub code: String,
    /// The message and all that is under it.
    pub text: String,
    /// The first line that it is about.
    pub line: u64,
}

impl Fixture {
    /// Copies it, under a name of its own where it is used more than once.
    ///
    /// # Panics
    /// Where there is no such crate.
    #[must_use]
    pub fn copied(name: &str, to: &str) -> Self {
        let folder = root().join("target/fixtures").join(to);
        let _ = fs::remove_dir_all(&folder);
        copy(&root().join("tests/fixtures").join(name), &folder);
        // The versions that are here already: nothing is fetched.
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file is copied");
        let fixture = Self { folder };
        // A name of its own: cargo takes packages of one name for one, wherever they lie.
        fixture.edit("Cargo.toml", &format!("\"fixture-{name}\""), &format!("\"fixture-{to}\""));
        fixture.edit("Cargo.toml", "../../..", root().to_str().expect("the path of the workspace is text"));
        fixture
    }

    /// Replaces a text in one of its files.
    ///
    /// # Panics
    /// Where the file cannot be read or written.
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.folder.join(file);
        let text = fs::read_to_string(&path).expect("a file of the fixture");
        fs::write(path, text.replace(from, to)).expect("a copy can be changed");
    }

    /// Adds a file of this workspace.
    ///
    /// # Panics
    /// Where it is not there.
    pub fn add(&self, from: &str, to: &str) {
        fs::copy(root().join(from), self.folder.join(to)).expect("a file of the workspace");
    }

    /// Runs `cargo check` or `cargo clippy`, and gives what was said of this crate.
    ///
    /// # Panics
    /// Where cargo does not run, or a dependency does not build.
    #[must_use]
    pub fn said_by(&self, command: &str) -> Vec<Said> {
        said_to(Command::new(env!("CARGO")).current_dir(&self.folder).arg(command))
    }
}

/// What clippy says of an example of this workspace, by another configuration than the workspace's.
///
/// # Panics
/// Where cargo does not run, or the example does not build.
#[must_use]
pub fn clippy_with(example: &str, configuration: &str) -> Vec<Said> {
    let folder = root().join("target/fixtures/configuration");
    fs::create_dir_all(&folder).expect("a folder for the configuration");
    fs::copy(root().join(configuration), folder.join("clippy.toml")).expect("a configuration");
    let mut clippy = Command::new(env!("CARGO"));
    said_to(clippy.current_dir(root()).args(["clippy", "--no-deps", "-p", example]).env("CLIPPY_CONF_DIR", folder))
}

fn said_to(command: &mut Command) -> Vec<Said> {
    let output = command
        .args(["--offline", "--quiet", "--message-format=json", "--target-dir"])
        .arg(root().join("target"))
        .env("CARGO_TERM_COLOR", "never")
        .output()
        .expect("cargo runs");
    let messages: Vec<Value> = output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
        .filter(|message: &Value| message["reason"] == "compiler-message")
        .collect();
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() || !messages.is_empty(), "{failed}");
    let summary = |said: &Said| said.line > 0 || !said.code.is_empty();
    messages.iter().map(|message| said(&message["message"])).filter(summary).collect()
}

fn said(message: &Value) -> Said {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let primary = message["spans"].as_array().and_then(|spans| spans.iter().find(|span| span["is_primary"] == true));
    Said {
        level: text(&message["level"]),
        code: text(&message["code"]["code"]),
        text: text(&message["rendered"]),
        line: primary.and_then(|span| span["line_start"].as_u64()).unwrap_or_default(),
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the workspace")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder for the fixture");
    for entry in fs::read_dir(from).expect("a fixture").flatten() {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("a file of the fixture is copied");
        }
    }
}
