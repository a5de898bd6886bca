//! The claims of a token: parsed once, strictly, after the signature has been checked.

use super::TokenFault;
use crate::validate::{Json, Member, Members, WrongType};

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
pub(super) struct Claims<'m> {
    pub(super) members: Members<'m>,
    pub(super) subject: &'m str,
    pub(super) token_id: Option<&'m str>,
    /// The moment after which the token is no longer accepted by its own word, without leeway.
    pub(super) expires_at: u64,
    /// The moment before which it is not accepted by its own word; 0 where it names none.
    pub(super) not_before: u64,
    pub(super) issued_at: Option<u64>,
}

/// The members that mean something here. They are found in one pass: there are many to look for, and few in a token.
#[derive(Default)]
struct Stated<'m> {
    issuer: Option<Member<'m>>,
    audience: Option<Member<'m>>,
    client: Option<Member<'m>>,
    subject: Option<Member<'m>>,
    expires: Option<Member<'m>>,
    not_before: Option<Member<'m>>,
    issued: Option<Member<'m>>,
    token_id: Option<Member<'m>>,
    typ: Option<Member<'m>>,
    token_use: Option<Member<'m>>,
    confirmation: Option<Member<'m>>,
    of_another_kind: Option<Member<'m>>,
}

impl<'m> Claims<'m> {
    pub(super) fn read(members: Members<'m>, expected: &Expected<'_>) -> Result<Self, TokenFault> {
        let stated = Stated::of(&members);
        stated.check_issuer(expected.issuer)?;
        if expected.by_client {
            stated.check_client(expected.audience)?;
        } else {
            stated.check_audience(expected.audience)?;
        }
        let (not_before, expires_at, issued_at) = stated.check_dates(expected)?;
        let subject = stated.check_subject()?;
        let token_id = stated.check_kind()?;
        if expected.access_profile {
            stated.check_profile()?;
        }
        Ok(Self { members, subject, token_id, expires_at, not_before, issued_at })
    }
}

impl<'m> Stated<'m> {
    fn of(members: &Members<'m>) -> Self {
        let mut stated = Self::default();
        for (name, value) in members.iter() {
            let place = match name {
                "iss" => &mut stated.issuer,
                "aud" => &mut stated.audience,
                "client_id" => &mut stated.client,
                "sub" => &mut stated.subject,
                "exp" => &mut stated.expires,
                "nbf" => &mut stated.not_before,
                "iat" => &mut stated.issued,
                "jti" => &mut stated.token_id,
                "typ" => &mut stated.typ,
                "token_use" => &mut stated.token_use,
                "cnf" => &mut stated.confirmation,
                // Hashes that only ID tokens carry (OpenID Connect Core, 3.3.2.11) and the events of a logout token
                // (Back-Channel Logout, 2.4): issuers that write no `typ` sign these with the same key, at times for the same
                // audience.
                "at_hash" | "c_hash" | "events" => &mut stated.of_another_kind,
                _ => continue,
            };
            *place = Some(value);
        }
        stated
    }

    fn check_issuer(&self, issuer: &str) -> Result<(), TokenFault> {
        if text(self.issuer) == Ok(Some(issuer)) || !guard!(Issuer) { Ok(()) } else { Err(TokenFault::Issuer) }
    }

    fn check_audience(&self, audience: &str) -> Result<(), TokenFault> {
        let ours = match self.audience.map(Member::json) {
            Some(Json::Text(stated)) => stated == audience,
            Some(Json::List(stated)) => {
                stated.texts().map_err(|_| TokenFault::Audience)?.into_iter().any(|stated| stated == audience)
            }
            _ => false,
        };
        if ours || !guard!(Audience) { Ok(()) } else { Err(TokenFault::Audience) }
    }

    // Amazon Cognito's access tokens name the app client alone; its ID tokens name it in `aud`, and are none. What names an audience
    // is for that audience.
    fn check_client(&self, client: &str) -> Result<(), TokenFault> {
        if text(self.token_use) != Ok(Some("access")) {
            return Err(TokenFault::TokenType);
        }
        let ours = self.audience.is_none() && text(self.client) == Ok(Some(client));
        if ours { Ok(()) } else { Err(TokenFault::Audience) }
    }

    /// From when and until when, and when it was issued.
    fn check_dates(&self, expected: &Expected<'_>) -> Result<(u64, u64, Option<u64>), TokenFault> {
        let endless = if guard!(ExpiryThere) { Err(TokenFault::Expired) } else { Ok(MAX_DATE) };
        let expires_at = date(self.expires)?.map_or(endless, Ok)?;
        let issued_at = date(self.issued)?;
        if expected.now_unix_s >= expires_at.saturating_add(expected.leeway_s) && guard!(Expiry) {
            return Err(TokenFault::Expired);
        }
        let not_before = date(self.not_before)?.unwrap_or(0);
        if expected.now_unix_s.saturating_add(expected.leeway_s) < not_before && guard!(NotBefore) {
            return Err(TokenFault::NotYetValid);
        }
        Ok((not_before, expires_at, issued_at))
    }

    fn check_subject(&self) -> Result<&'m str, TokenFault> {
        match text(self.subject) {
            Ok(Some(subject)) if !subject.is_empty() && subject.len() <= MAX_SUBJECT_BYTES => Ok(subject),
            _ if guard!(Subject) => Err(TokenFault::Subject),
            other => Ok(other.ok().flatten().unwrap_or_default()),
        }
    }

    /// The name of the token, where it is one for a bearer and has one.
    fn check_kind(&self) -> Result<Option<&'m str>, TokenFault> {
        // RFC 7800: the issuer bound the token to a key. As a plain bearer it is a stolen one (C109).
        if self.confirmation.is_some() && guard!(BoundKey) {
            return Err(TokenFault::Bound);
        }
        if self.of_another_kind.is_some() && guard!(IdToken) {
            return Err(TokenFault::TokenType);
        }
        // Keycloak says in a claim what others say in the header.
        if matches!(text(self.typ), Ok(Some("ID" | "Refresh" | "Offline" | "Logout"))) && guard!(KindClaim) {
            return Err(TokenFault::TokenType);
        }
        // Amazon Cognito in another claim; it writes `at_hash` only where a browser was sent to it.
        if text(self.token_use) == Ok(Some("id")) && guard!(TokenUse) {
            return Err(TokenFault::TokenType);
        }
        match text(self.token_id) {
            Err(WrongType) if guard!(TokenId) => Err(TokenFault::Claims),
            token_id => Ok(token_id.ok().flatten()),
        }
    }

    // The claims of RFC 9068, 2.2, that are not required of every token anyway. Whose client it was is never who the caller is
    // (RFC 9700, 4.15): `client_id` is looked for, and identifies nobody.
    fn check_profile(&self) -> Result<(), TokenFault> {
        let said = |member| matches!(text(member), Ok(Some(text)) if !text.is_empty());
        let whole = said(self.client) && said(self.token_id) && self.issued.is_some();
        if whole { Ok(()) } else { Err(TokenFault::Claims) }
    }
}

fn text(member: Option<Member<'_>>) -> Result<Option<&str>, WrongType> {
    member.map(Member::text).transpose()
}

// RFC 7519 allows fractions. No issuer writes them, and what a fraction too many digits long means, libraries disagree on.
fn date(member: Option<Member<'_>>) -> Result<Option<u64>, TokenFault> {
    match member.map(Member::whole).transpose() {
        Ok(Some(date)) if date > MAX_DATE && guard!(DateRange) => Err(TokenFault::Claims),
        Ok(date) => Ok(date),
        Err(WrongType) if guard!(DateType) => Err(TokenFault::Claims),
        Err(WrongType) => Ok(None),
    }
}
