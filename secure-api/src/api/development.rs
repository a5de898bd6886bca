//! What a developer sees at the start where the key is one for development.

use std::net::SocketAddr;

use super::App;

/// Prints tokens and lines to paste, to stderr and never through tracing: a log must hold no token.
#[cfg(secure_api_development)]
#[allow(clippy::print_stderr, reason = "tokens go to the developer's terminal, and no further")]
pub(crate) fn announce<S: Clone + Send + Sync + 'static>(app: &App<S>, addr: SocketAddr) {
    let Some(development) = app.pipeline().development() else { return };
    eprintln!("serving on http://{addr}");
    eprintln!("FOR DEVELOPMENT ONLY: no key is configured, so this start made one of its own. Its tokens:");
    for (role, token) in development.tokens() {
        eprintln!("\n{role}:\ncurl -i http://{addr}{} -H 'Authorization: Bearer {token}'", app.pipeline().sample_path());
    }
    eprintln!();
}

/// A release build has no such key.
#[cfg(not(secure_api_development))]
pub(crate) fn announce<S: Clone + Send + Sync + 'static>(_: &App<S>, addr: SocketAddr) {
    tracing::info!(target: "secure_api", %addr, "serving");
}
