//! A subscriber for applications that have none: JSON lines to stderr, and the audit cannot be silenced.

use tracing_subscriber::filter::{EnvFilter, FilterExt, LevelFilter, Targets};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use super::AUDIT_TARGET;

/// Installs the subscriber where the application has not. `RUST_LOG` filters everything but the audit.
pub(crate) fn install_default() {
    let audit = Targets::new().with_target(AUDIT_TARGET, LevelFilter::TRACE);
    let rest = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env_lossy();
    let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(std::io::stderr);
    // By default a line that cannot be written is reported on stderr, which panics where that is a full disk itself.
    let lines = lines.log_internal_errors(false);
    // An error means that the application has one of its own: then that one stays.
    let _ = tracing_subscriber::registry().with(lines.with_filter(audit.or(rest))).try_init();
}
