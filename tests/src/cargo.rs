//! Binaries of the workspace, built by cargo as a user builds them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// The debug build of `articles`.
///
/// # Panics
/// Where it does not build.
pub fn articles() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| binary(&build(&["-p", "articles"], &[]), "articles"))
}

/// The debug build of the example `oidc`.
///
/// # Panics
/// Where it does not build.
pub fn oidc() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| binary(&build(&["-p", "oidc"], &[]), "oidc"))
}

/// Every binary of a release build at the root of the workspace, with its default members.
///
/// # Panics
/// Where it does not build.
pub fn release() -> &'static [PathBuf] {
    static BUILT: OnceLock<Vec<PathBuf>> = OnceLock::new();
    BUILT.get_or_init(|| build(&["--release"], &[]))
}

/// A release build of `articles` whose profile turns on what a release should not have: debug assertions, and panics that
/// abort. Unoptimised, since only what it says at its start is of interest.
///
/// # Panics
/// Where it does not build.
pub fn ill_profiled() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| ill_profiled_build("articles"))
}

/// The same of the example `oidc`.
///
/// # Panics
/// Where it does not build.
pub fn ill_profiled_oidc() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| ill_profiled_build("oidc"))
}

/// The one of this name.
///
/// # Panics
/// Where there is none.
pub fn binary(built: &[PathBuf], name: &str) -> PathBuf {
    let found = built.iter().find(|path| path.file_stem().is_some_and(|stem| stem == name));
    found.unwrap_or_else(|| panic!("cargo built no `{name}`, but {built:?}")).clone()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the workspace")
}

fn ill_profiled_build(name: &str) -> PathBuf {
    let target = root().join("target/ill-profiled");
    let profile = [
        ("CARGO_TARGET_DIR", target.to_str().expect("the path of the workspace is text")),
        ("CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS", "true"),
        ("CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS", "true"),
        ("CARGO_PROFILE_RELEASE_PANIC", "abort"),
        ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ];
    binary(&build(&["--release", "-p", name], &profile), name)
}

fn build(arguments: &[&str], environment: &[(&str, &str)]) -> Vec<PathBuf> {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["build", "--quiet", "--message-format=json"])
        .args(arguments)
        .envs(environment.iter().copied())
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "`cargo build {}` failed", arguments.join(" "));
    let messages = output.stdout.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok());
    messages.filter_map(|message: Value| message["executable"].as_str().map(PathBuf::from)).collect()
}
