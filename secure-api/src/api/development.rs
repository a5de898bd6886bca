//! What is said at the start.

use std::net::SocketAddr;

use super::App;

/// Says where the application is. Where the key is one for development, prints tokens and lines to paste to stderr and
/// never through tracing: a log must hold no token.
pub(crate) fn announce<S: Clone + Send + Sync + 'static>(app: &App<S>, addr: SocketAddr) {
    tracing::info!(target: "secure_api", %addr, "serving");
    #[cfg(secure_api_development)]
    print_tokens(app, addr);
    #[cfg(not(secure_api_development))]
    let _ = app;
}

/// The shell variable that holds the token of a role.
pub(crate) fn variable(role: &str) -> String {
    role.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

#[cfg(secure_api_development)]
fn print_tokens<S: Clone + Send + Sync + 'static>(app: &App<S>, addr: SocketAddr) {
    use std::io::Write as _;

    let Some(development) = app.pipeline().development() else { return };
    let mut terminal = std::io::stderr().lock();
    // Nobody reads a terminal that cannot be written to.
    let _ = writeln!(
        terminal,
        "FOR DEVELOPMENT ONLY: no key is configured, so this start made one of its own, for 12 hours at most."
    );
    for (role, token) in development.tokens(app.pipeline().clock().unix_s()) {
        let _ = writeln!(terminal, "{}={token}", variable(&role));
    }
    for line in app.samples() {
        let _ = writeln!(terminal, "{}", line.replace("{addr}", &addr.to_string()));
    }
}
