//! Every way in which a request is refused: one closed list of status, public text and event.

use http::StatusCode;

use crate::identify::{RolesUnavailable, TokenFault};
use crate::limit::{Busy, Exceeded, SourceRefused};
use crate::observe::SecurityEvent;
use crate::policy::Requirement;
use crate::validate::{Rejected, Violations};

use super::Problem;
use super::problem::NoObject;

/// Why a request is refused.
#[derive(Debug)]
pub enum Refusal {
    /// Host, framing or target of the request are malformed or ambiguous.
    Malformed(&'static str),
    /// The target is longer than 8 KiB.
    UriTooLong,
    /// The header block is larger than 16 KiB.
    HeadersTooLarge,
    /// The server that embeds us does not tell who connected.
    NoPeer,
    /// Too many requests of a caller, an address or for a route.
    TooMany(Exceeded),
    /// Too many bad signatures everywhere: only callers known from before are verified.
    VerificationBusy {
        /// How long until an unknown token is verified again, in milliseconds.
        retry_ms: u64,
    },
    /// The keys of the token's issuer are not to be had, or nobody has confirmed them for too long.
    KeysUnavailable {
        /// How long until they are fetched again, in milliseconds.
        retry_ms: u64,
    },
    /// More than one credential.
    CredentialsAmbiguous,
    /// No credential.
    NoCredentials,
    /// A credential that does not hold.
    BadCredentials(TokenFault),
    /// The application's store does not say which roles the caller has.
    RolesUnavailable(RolesUnavailable),
    /// The caller does not have the role.
    LacksRole,
    /// The token does not have the scope.
    LacksScope(Requirement),
    /// As many calls run as may.
    Busy,
    /// The handler took longer than declared.
    TimedOut,
    /// No such path.
    NotFound,
    /// The path exists, the method does not: those which do, as `Allow` lists them.
    MethodNotAllowed(String),
    /// A preflight from an origin that is not declared.
    OriginRefused,
    /// The body is longer than declared.
    BodyTooLarge,
    /// The body comes more slowly than is waited for.
    BodySlow,
    /// The body is of another type: the type that is taken.
    UnsupportedType(&'static str),
    /// The client takes no JSON.
    NotAcceptable,
    /// The body or the query cannot be read at all.
    Syntax(&'static str),
    /// The input breaks declared rules.
    Invalid(Violations),
    /// No such object, or an id that can be none.
    NoSuchObject,
    /// An object that this caller may not touch: answered as a missing one.
    DeniedObject {
        /// What kind of object.
        object: &'static str,
        /// What was asked for.
        action: &'static str,
    },
    /// The handler's own error.
    Handler(Problem),
    /// The handler panicked.
    Panicked,
    /// A fault of this framework.
    Broken(&'static str),
}

impl From<Busy> for Refusal {
    fn from(_: Busy) -> Self {
        Refusal::Busy
    }
}

impl From<SourceRefused> for Refusal {
    fn from(refused: SourceRefused) -> Self {
        match refused {
            SourceRefused::Address(exceeded) => Refusal::TooMany(exceeded),
            SourceRefused::Verification { retry_ms } => Refusal::VerificationBusy { retry_ms },
        }
    }
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Syntax(fault) => Refusal::Syntax(fault.kind().code()),
            Rejected::Violations(violations) => Refusal::Invalid(violations),
        }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        match problem.object {
            None => Refusal::Handler(problem),
            Some(NoObject::Missing) => Refusal::NoSuchObject,
            Some(NoObject::Denied { object, action }) => Refusal::DeniedObject { object, action },
        }
    }
}

impl Refusal {
    /// The status on the wire.
    pub fn status(&self) -> StatusCode {
        match self {
            Refusal::Malformed(_) | Refusal::CredentialsAmbiguous | Refusal::Syntax(_) => StatusCode::BAD_REQUEST,
            Refusal::NoCredentials | Refusal::BadCredentials(_) => StatusCode::UNAUTHORIZED,
            Refusal::LacksRole | Refusal::LacksScope(_) | Refusal::OriginRefused => StatusCode::FORBIDDEN,
            Refusal::DeniedObject { .. } if !guard!(Concealment) => StatusCode::FORBIDDEN,
            Refusal::NotFound | Refusal::NoSuchObject | Refusal::DeniedObject { .. } => StatusCode::NOT_FOUND,
            Refusal::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Refusal::BodySlow => StatusCode::REQUEST_TIMEOUT,
            Refusal::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::UriTooLong => StatusCode::URI_TOO_LONG,
            Refusal::UnsupportedType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refusal::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Refusal::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Refusal::Panicked | Refusal::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Refusal::NoPeer
            | Refusal::VerificationBusy { .. }
            | Refusal::KeysUnavailable { .. }
            | Refusal::RolesUnavailable(_)
            | Refusal::Busy
            | Refusal::TimedOut => StatusCode::SERVICE_UNAVAILABLE,
            Refusal::Handler(problem) => problem.status,
        }
    }

    /// The event in OWASP's vocabulary.
    pub fn event(&self) -> SecurityEvent {
        match self {
            Refusal::Malformed(_) | Refusal::UriTooLong | Refusal::HeadersTooLarge => {
                SecurityEvent::InputValidationFail
            }
            Refusal::BadCredentials(TokenFault::Revoked) => SecurityEvent::AuthnTokenReuse,
            Refusal::CredentialsAmbiguous | Refusal::NoCredentials | Refusal::BadCredentials(_) => {
                SecurityEvent::AuthnLoginFail
            }
            Refusal::LacksRole | Refusal::LacksScope(_) => SecurityEvent::AuthzFail,
            Refusal::TooMany(_) | Refusal::VerificationBusy { .. } | Refusal::Busy => {
                SecurityEvent::ExcessRateLimitExceeded
            }
            Refusal::DeniedObject { .. } => SecurityEvent::MaliciousDirectReference,
            Refusal::OriginRefused => SecurityEvent::MaliciousCors,
            Refusal::BodyTooLarge
            | Refusal::BodySlow
            | Refusal::UnsupportedType(_)
            | Refusal::NotAcceptable
            | Refusal::Syntax(_)
            | Refusal::Invalid(_) => SecurityEvent::InputValidationFail,
            Refusal::NotFound | Refusal::NoSuchObject | Refusal::MethodNotAllowed(_) => SecurityEvent::RequestUnmatched,
            Refusal::Handler(problem) if problem.status.is_server_error() => SecurityEvent::SysError,
            Refusal::Handler(_) => SecurityEvent::RequestRefused,
            Refusal::Panicked => SecurityEvent::SysCrash,
            Refusal::NoPeer
            | Refusal::KeysUnavailable { .. }
            | Refusal::RolesUnavailable(_)
            | Refusal::TimedOut
            | Refusal::Broken(_) => SecurityEvent::SysError,
        }
    }

    /// What the log is told beside the event. Holds nothing that a client wrote.
    pub fn reason(&self) -> &'static str {
        match self {
            Refusal::Malformed(what) | Refusal::Broken(what) => what,
            Refusal::UriTooLong => "target too long",
            Refusal::HeadersTooLarge => "header block too large",
            Refusal::NoPeer => "no peer address: embed with connect info, or use serve()",
            Refusal::TooMany(_) => "over the limit",
            Refusal::VerificationBusy { .. } => "too many bad signatures",
            Refusal::KeysUnavailable { .. } => "no keys of the issuer",
            Refusal::CredentialsAmbiguous => "more than one credential",
            Refusal::NoCredentials => "no credential",
            Refusal::BadCredentials(fault) => fault.as_str(),
            Refusal::RolesUnavailable(_) => "no roles from the store",
            Refusal::LacksRole => "lacks the role",
            Refusal::LacksScope(_) => "lacks the scope",
            Refusal::Busy => "as many calls as may run",
            Refusal::TimedOut => "over the declared time",
            Refusal::NotFound => "no such path",
            Refusal::MethodNotAllowed(_) => "no such method",
            Refusal::OriginRefused => "origin not declared",
            Refusal::BodyTooLarge => "body too large",
            Refusal::BodySlow => "body too slow",
            Refusal::UnsupportedType(_) => "other content type",
            Refusal::NotAcceptable => "no acceptable type",
            Refusal::Syntax(code) => code,
            Refusal::Invalid(_) => "broken rules",
            Refusal::NoSuchObject => "no such object",
            Refusal::DeniedObject { .. } => "object of somebody else",
            Refusal::Handler(_) => "the handler's error",
            Refusal::Panicked => "the handler panicked",
        }
    }

    /// Whether the connection ends with the answer: what follows on it cannot be trusted to be a request.
    pub(crate) fn ends_connection(&self) -> bool {
        matches!(self, Refusal::Malformed(_) | Refusal::BodySlow | Refusal::HeadersTooLarge | Refusal::UriTooLong)
    }
}
