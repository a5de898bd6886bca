//! A subscriber for applications that have none: JSON lines to stderr, and the audit cannot be silenced.

use std::io;

use tracing_subscriber::filter::{EnvFilter, FilterExt, LevelFilter, Targets};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use super::AUDIT_TARGET;
use super::json::JsonLines;
use super::lines::Lines;

/// Installs the subscriber where the application has not. `RUST_LOG` filters everything but the audit.
pub(crate) fn install_default() {
    if Lines::are_installed() {
        return;
    }
    let audit = Targets::new().with_target(AUDIT_TARGET, LevelFilter::TRACE);
    let others = Targets::new().with_default(LevelFilter::TRACE).with_target(AUDIT_TARGET, LevelFilter::OFF);
    let rest = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env_lossy();
    let Ok(lines) = Lines::start(io::stderr()) else {
        // Without a thread to write it, the log is written by whoever tells it: slow, and not silent.
        let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(io::stderr);
        let lines = lines.log_internal_errors(false).with_filter(audit.or(rest));
        let _ = tracing_subscriber::registry().with(lines).try_init();
        return;
    };
    let rest_lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(lines.clone());
    // By default a line that cannot be written is reported on stderr, which panics where that is a full disk itself.
    let rest_lines = rest_lines.log_internal_errors(false).with_filter(rest.and(others));
    let audit_lines = JsonLines::new(lines.clone()).with_filter(audit);
    // An error means that the application has one of its own: then that one stays.
    if tracing_subscriber::registry().with(rest_lines).with(audit_lines).try_init().is_ok() {
        lines.install();
    }
}
