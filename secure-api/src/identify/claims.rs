//! The claims of a token: parsed once, strictly, after the signature has been checked.

use super::TokenFault;
use crate::validate::{Json, Members, Unreadable};

/// The longest subject, in bytes (OpenID Connect Core, 2).
const MAX_SUBJECT_BYTES: usize = 255;

/// 9999-12-31. A later date is milliseconds taken for seconds, or an overflow.
const MAX_DATE: u64 = 253_402_300_799;

/// What the claims have to say.
pub(super) struct Expected<'e> {
    pub(super) issuer: &'e str,
    pub(super) audience: &'e str,
    /// Whether the audience stands in `client_id`.
    pub(super) by_client: bool,
    pub(super) leeway_s: u64,
    pub(super) now_unix_s: u64,
    /// Everything that RFC 9068 requires (2.2).
    pub(super) access_profile: bool,
}

/// Claims that hold.
pub(super) struct Claims<'a> {
    pub(super) members: Members<'a>,
    /// The moment after which the token is no longer accepted by its own word, without leeway.
    pub(super) expires_at: u64,
    /// The moment before which it is not accepted by its own word; 0 where it names none.
    pub(super) not_before: u64,
}

impl<'a> Claims<'a> {
    pub(super) fn read(payload: &'a [u8], expected: &Expected<'_>) -> Result<Self, TokenFault> {
        let members: Members<'a> = Members::read(payload).map_err(|Unreadable| TokenFault::Claims)?;
        check_issuer(&members, expected.issuer)?;
        if expected.by_client {
            check_client(&members, expected.audience)?;
        } else {
            check_audience(&members, expected.audience)?;
        }
        let (not_before, expires_at) = check_dates(&members, expected)?;
        check_subject(&members)?;
        check_kind(&members)?;
        if expected.access_profile {
            check_profile(&members)?;
        }
        Ok(Self { members, expires_at, not_before })
    }

    pub(super) fn subject(&self) -> &str {
        self.members.text("sub").ok().flatten().unwrap_or_default()
    }

    pub(super) fn issued_at(&self) -> Option<u64> {
        self.members.whole("iat").ok().flatten()
    }

    pub(super) fn token_id(&self) -> Option<&str> {
        self.members.text("jti").ok().flatten()
    }
}

fn check_issuer(members: &Members<'_>, issuer: &str) -> Result<(), TokenFault> {
    match members.text("iss") {
        Ok(Some(stated)) if stated == issuer || !guard!(Issuer) => Ok(()),
        _ => Err(TokenFault::Issuer),
    }
}

fn check_audience(members: &Members<'_>, audience: &str) -> Result<(), TokenFault> {
    let ours = match members.get("aud") {
        Some(Json::Text(stated)) => stated == audience,
        Some(Json::List(stated)) => {
            Json::texts(stated).map_err(|_| TokenFault::Audience)?.into_iter().any(|stated| stated == audience)
        }
        _ => false,
    };
    if ours || !guard!(Audience) { Ok(()) } else { Err(TokenFault::Audience) }
}

// Amazon Cognito's access tokens name the app client alone; its ID tokens name it in `aud`, and are none. What names an audience is
// for that audience.
fn check_client(members: &Members<'_>, client: &str) -> Result<(), TokenFault> {
    if members.text("token_use") != Ok(Some("access")) {
        return Err(TokenFault::TokenType);
    }
    let ours = !members.has("aud") && members.text("client_id") == Ok(Some(client));
    if ours { Ok(()) } else { Err(TokenFault::Audience) }
}

fn check_dates(members: &Members<'_>, expected: &Expected<'_>) -> Result<(u64, u64), TokenFault> {
    let without = if guard!(ExpiryThere) { Err(TokenFault::Expired) } else { Ok(MAX_DATE) };
    let expires_at = date(members, "exp")?.map_or(without, Ok)?;
    date(members, "iat")?;
    if guard!(Expiry) && expected.now_unix_s >= expires_at.saturating_add(expected.leeway_s) {
        return Err(TokenFault::Expired);
    }
    let not_before = date(members, "nbf")?.unwrap_or(0);
    if guard!(NotBefore) && expected.now_unix_s.saturating_add(expected.leeway_s) < not_before {
        return Err(TokenFault::NotYetValid);
    }
    Ok((not_before, expires_at))
}

// RFC 7519 allows fractions. No issuer writes them, and what a fraction too many digits long means, libraries disagree on.
fn date(members: &Members<'_>, name: &str) -> Result<Option<u64>, TokenFault> {
    match members.whole(name) {
        Ok(Some(date)) if date > MAX_DATE && guard!(DateRange) => Err(TokenFault::Claims),
        Ok(date) => Ok(date),
        Err(_) if guard!(DateType) => Err(TokenFault::Claims),
        Err(_) => Ok(None),
    }
}

fn check_subject(members: &Members<'_>) -> Result<(), TokenFault> {
    match members.text("sub") {
        Ok(Some(subject)) if !subject.is_empty() && subject.len() <= MAX_SUBJECT_BYTES => Ok(()),
        _ if guard!(Subject) => Err(TokenFault::Subject),
        _ => Ok(()),
    }
}

// The claims of RFC 9068, 2.2, that are not required of every token anyway. Whose client it was is never who the caller is
// (RFC 9700, 4.15): `client_id` is looked for, and identifies nobody.
fn check_profile(members: &Members<'_>) -> Result<(), TokenFault> {
    let said = |name| matches!(members.text(name), Ok(Some(text)) if !text.is_empty());
    if said("client_id") && said("jti") && members.has("iat") { Ok(()) } else { Err(TokenFault::Claims) }
}

fn check_kind(members: &Members<'_>) -> Result<(), TokenFault> {
    // RFC 7800: the issuer bound the token to a key. As a plain bearer it is a stolen one (C109).
    if guard!(BoundKey) && members.has("cnf") {
        return Err(TokenFault::Bound);
    }
    // Hashes that only ID tokens carry (OpenID Connect Core, 3.3.2.11) and the events of a logout token (Back-Channel
    // Logout, 2.4): issuers that write no `typ` sign these with the same key, at times for the same audience.
    if guard!(IdToken) && ["at_hash", "c_hash", "events"].into_iter().any(|name| members.has(name)) {
        return Err(TokenFault::TokenType);
    }
    // Keycloak says in a claim what others say in the header.
    if guard!(KindClaim)
        && members.text("typ").is_ok_and(|typ| matches!(typ, Some("ID" | "Refresh" | "Offline" | "Logout")))
    {
        return Err(TokenFault::TokenType);
    }
    // Amazon Cognito in another claim; it writes `at_hash` only where a browser was sent to it.
    if guard!(TokenUse) && members.text("token_use") == Ok(Some("id")) {
        return Err(TokenFault::TokenType);
    }
    if members.text("jti").is_err() && guard!(TokenId) { Err(TokenFault::Claims) } else { Ok(()) }
}
