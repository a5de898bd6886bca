//! A real browser, for the pages that this makes.

use std::ffi::OsStr;
use std::process::Command;

use serde_json::Value;

/// What a script of `tests/browser` saw of a page: it is run with the browser, and with what else it takes.
///
/// # Panics
/// Where there is no browser, and where the page cannot be used as the script does.
#[must_use]
#[allow(clippy::disallowed_methods, reason = "where a tool of the tests lies is no setting of an application")]
pub fn seen(script: &str, more: &[&OsStr]) -> Value {
    let Some(browser) = std::env::var_os("SECURE_API_BROWSER") else {
        panic!(
            "this page is opened in a browser, and SECURE_API_BROWSER does not name a Chromium.\nRun `tests/run`, which \
             installs it, or once it did: SECURE_API_BROWSER=$(command -v chromium) cargo test -p secure-api-tests"
        )
    };
    let ran = Command::new("node")
        .arg(format!("{}/browser/{script}", env!("CARGO_MANIFEST_DIR")))
        .arg(browser)
        .args(more)
        .output()
        .expect("Node.js runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    serde_json::from_slice(&ran.stdout).expect("what it saw, as JSON")
}
