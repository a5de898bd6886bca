//! The words of the audit, and the events that are not about one request.

use std::sync::atomic::{AtomicBool, Ordering};

use super::escape::escaped;
use super::flood::Kind;

/// The target of every audit event.
pub const AUDIT_TARGET: &str = "secure_api::audit";

macro_rules! vocabulary {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// What happened, in the words of OWASP's logging vocabulary where it has one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum SecurityEvent { $($(#[$doc])* $name,)* }

        impl SecurityEvent {
            /// All of them.
            pub const ALL: &'static [SecurityEvent] = &[$(SecurityEvent::$name,)*];

            /// The word in the log.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(SecurityEvent::$name => $word,)* }
            }
        }
    };
}

vocabulary! {
    /// A credential is missing, ambiguous or does not hold.
    AuthnLoginFail = "authn_login_fail",
    /// The application has revoked a token, or those of a caller.
    AuthnTokenRevoked = "authn_token_revoked",
    /// A token that was revoked is used.
    AuthnTokenReuse = "authn_token_reuse",
    /// A known caller lacks a role or a scope.
    AuthzFail = "authz_fail",
    /// A limit is reached.
    ExcessRateLimitExceeded = "excess_rate_limit_exceeded",
    /// Input is malformed or breaks a rule.
    InputValidationFail = "input_validation_fail",
    /// A page of an origin that is not declared.
    MaliciousCors = "malicious_cors",
    /// A caller asks for somebody else's object.
    MaliciousDirectReference = "malicious_direct_reference",
    /// Nothing has this path, method or id.
    RequestUnmatched = "request_unmatched",
    /// The handler refused, by a rule of its own.
    RequestRefused = "request_refused",
    /// A panic.
    SysCrash = "sys_crash",
    /// A fault of the server or of what it depends on.
    SysError = "sys_error",
    /// Something was made.
    SensitiveCreate = "sensitive_create",
    /// Something was changed.
    SensitiveUpdate = "sensitive_update",
    /// Something was removed.
    SensitiveDelete = "sensitive_delete",
    /// An issuer published other keys than before, or answers again.
    IssuerKeysRefreshed = "issuer_keys_refreshed",
    /// What an issuer published is not to be trusted; the keys from before serve on.
    IssuerKeysRefused = "issuer_keys_refused",
    /// An issuer publishes no key that can be used; the keys from before verify nothing any longer.
    IssuerKeysWithdrawn = "issuer_keys_withdrawn",
    /// A key of an issuer is of no use, and left out.
    IssuerKeyIgnored = "issuer_key_ignored",
    /// An issuer does not answer; the keys from before serve on.
    IssuerUnreachable = "issuer_unreachable",
    /// No key of an issuer may be used any longer, or there never was one.
    IssuerKeysStale = "issuer_keys_stale",
}

/// Tells that refusals of one kind are counted and not told, or how many there were.
pub(super) fn held_back(kind: Kind, count: Option<u64>) {
    tracing::event!(
        target: AUDIT_TARGET,
        tracing::Level::WARN,
        event = "refusals_held_back",
        reason = kind.reason,
        server_error = kind.is_server_error,
        known_callers = kind.is_of_known_caller,
        count,
        help = "more than a hundred a second: they were refused, and are counted here",
    );
}

/// What happened to the keys of an issuer.
#[cfg(feature = "oidc")]
#[derive(Debug)]
pub(crate) struct IssuerEvent<'e> {
    pub(crate) event: SecurityEvent,
    pub(crate) issuer: &'e str,
    pub(crate) document: &'e str,
    pub(crate) what: &'e str,
    pub(crate) help: &'e str,
}

/// Tells of the keys of an issuer.
#[cfg(feature = "oidc")]
pub(crate) fn of_issuer(told: &IssuerEvent<'_>) {
    let (issuer, document, what) = (escaped(told.issuer), escaped(told.document), told.what);
    macro_rules! emit {
        ($level:expr) => {
            tracing::event!(
                target: AUDIT_TARGET,
                $level,
                event = told.event.as_str(),
                issuer = %issuer,
                document = %document,
                what,
                help = told.help,
            )
        };
    }
    match told.event {
        SecurityEvent::IssuerKeysRefreshed => emit!(tracing::Level::INFO),
        SecurityEvent::IssuerKeyIgnored => emit!(tracing::Level::WARN),
        _ => emit!(tracing::Level::ERROR),
    }
}

/// Tells that tokens were revoked, and whose: one by its identifier, or all of a subject.
pub(crate) fn token_revoked(what: &str, issuer: &str, subject: Option<&str>, token_id: Option<&str>) {
    tracing::event!(
        target: AUDIT_TARGET,
        tracing::Level::INFO,
        event = SecurityEvent::AuthnTokenRevoked.as_str(),
        what,
        issuer = %escaped(issuer),
        subject = subject.map(escaped).as_deref(),
        token_id = token_id.map(escaped).as_deref(),
    );
}

/// Tells that there is no room for another revocation.
pub(crate) fn revocations_full(most: usize) {
    tracing::event!(
        target: AUDIT_TARGET,
        tracing::Level::ERROR,
        event = "revocations_full",
        most,
        help = "nothing was revoked: make room by `Revocations::with_capacity(..)`, and look for who revokes so much",
    );
}

/// Tells of a name in a token that means nothing here, or, without one, that there are more than are told of.
pub(crate) fn grant_ignored(kind: &str, source: &str, name: Option<&str>) {
    let help = match name {
        Some(_) => "if it should grant something, map it: `.grant(\"name\", ..)`",
        None => "there are more such names: from here on they are counted alone",
    };
    tracing::event!(
        target: AUDIT_TARGET,
        tracing::Level::INFO,
        event = "grant_ignored",
        kind,
        source = %escaped(source),
        name = name.map(escaped).as_deref(),
        help,
    );
}

/// Tells of a role or a scope that is asked for and that nobody can have.
pub(crate) fn ungranted(what: &str) {
    tracing::event!(target: AUDIT_TARGET, tracing::Level::WARN, event = "ungranted", what);
}

/// Tells of a route of an adopted router, the first time that a request gets to it.
pub(crate) fn unverified(route: &str) {
    tracing::event!(
        target: AUDIT_TARGET,
        tracing::Level::WARN,
        event = "adopted_route",
        route = %escaped(route),
        help = "move it, or list what is left by `.adopt_only(..)`",
    );
}

/// Tells of a route of an adopted router that is not on the list of what was adopted, the first time that it is asked for.
pub(crate) fn unlisted(route: &str) {
    tracing::event!(
        target: AUDIT_TARGET,
        tracing::Level::WARN,
        event = "unlisted_route",
        route = %escaped(route),
        help = "the old router has it, and clients get 404: move it, or list it by `.adopt_only(..)`",
    );
}

/// Tells of a fault of configuration that only requests show, the first time.
pub(crate) fn warn_once(told: &AtomicBool, what: &str, help: &str) {
    if !told.swap(true, Ordering::Relaxed) {
        configuration_fault(what, help);
    }
}

/// Tells of a fault of configuration that only requests show.
pub(crate) fn configuration_fault(what: &str, help: &str) {
    tracing::event!(target: AUDIT_TARGET, tracing::Level::ERROR, event = "configuration_fault", what, help);
}
