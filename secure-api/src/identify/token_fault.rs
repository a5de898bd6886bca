//! Why a token was refused: for the log. Clients get one answer for all of these (C24, C116).

use core::fmt;

/// Why a token was refused. Never sent to a client: it would be an oracle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenFault {
    /// More than 8 KiB.
    TooLong,
    /// Not three segments of canonical base64url.
    Malformed,
    /// The header is no JSON object, repeats a name, or has a member of the wrong type.
    Header,
    /// The header asks for something that is not understood: `crit`, `b64`, `zip`.
    Extension,
    /// The algorithm is missing, unknown, or not that of the key.
    Algorithm,
    /// The key identifier names no key of the issuer.
    UnknownKey,
    /// It is a token of another kind: an ID, refresh or logout token, a proof of possession.
    TokenType,
    /// The signature does not fit.
    Signature,
    /// The claims are no JSON object, repeat a name, or have a member of the wrong type.
    Claims,
    /// The issuer is missing or not one of ours.
    Issuer,
    /// The audience is missing or names somebody else.
    Audience,
    /// It has expired, or does not say when it will.
    Expired,
    /// It is not valid yet.
    NotYetValid,
    /// The subject is missing, empty or longer than 255 bytes.
    Subject,
    /// It is bound to a key (`cnf`) that a plain bearer did not prove to have.
    Bound,
    /// The claims that carry roles or scopes contradict each other or have the wrong type.
    Grants,
    /// It carries roles that exclude one another.
    Exclusive,
    /// The application's own store says that this account is blocked.
    Blocked,
    /// The application has revoked it, or all that its caller was issued until some moment.
    Revoked,
    /// It lives longer than the application says its tokens do, so that it could outlive being revoked.
    Lifetime,
}

impl TokenFault {
    /// Whether the signature was looked at before the token was refused, which is what costs.
    pub(crate) const fn is_after_signature(self) -> bool {
        match self {
            TokenFault::TooLong
            | TokenFault::Malformed
            | TokenFault::Header
            | TokenFault::Extension
            | TokenFault::Algorithm
            | TokenFault::UnknownKey => false,
            // Some of these are found before as well; counting one too many is the safe mistake.
            TokenFault::TokenType
            | TokenFault::Signature
            | TokenFault::Claims
            | TokenFault::Issuer
            | TokenFault::Audience
            | TokenFault::Expired
            | TokenFault::NotYetValid
            | TokenFault::Subject
            | TokenFault::Bound
            | TokenFault::Grants
            | TokenFault::Exclusive
            | TokenFault::Blocked
            | TokenFault::Revoked
            | TokenFault::Lifetime => true,
        }
    }

    /// A short name that stays the same, for the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            TokenFault::TooLong => "too_long",
            TokenFault::Malformed => "malformed",
            TokenFault::Header => "header",
            TokenFault::Extension => "extension",
            TokenFault::Algorithm => "algorithm",
            TokenFault::UnknownKey => "unknown_key",
            TokenFault::TokenType => "token_type",
            TokenFault::Signature => "signature",
            TokenFault::Claims => "claims",
            TokenFault::Issuer => "issuer",
            TokenFault::Audience => "audience",
            TokenFault::Expired => "expired",
            TokenFault::NotYetValid => "not_yet_valid",
            TokenFault::Subject => "subject",
            TokenFault::Bound => "bound",
            TokenFault::Grants => "grants",
            TokenFault::Exclusive => "exclusive_roles",
            TokenFault::Blocked => "blocked",
            TokenFault::Revoked => "revoked",
            TokenFault::Lifetime => "lifetime",
        }
    }
}

impl fmt::Display for TokenFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::error::Error for TokenFault {}
