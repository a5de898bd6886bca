//! The header of a token: parsed once, strictly. Keys that it brings along or points to are never looked at.

use super::TokenFault;
use super::algorithm::Algorithm;
use crate::validate::{Members, Unreadable};

/// What a header says that we act on.
pub(super) struct Header<'a> {
    members: Members<'a>,
    pub(super) algorithm: Algorithm,
    pub(super) kind: Kind,
}

/// What the token says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It does not say, or says only that it is a JWT.
    Plain,
    /// An access token of RFC 9068.
    Access,
}

impl<'a> Header<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, TokenFault> {
        let members: Members<'a> = Members::read(bytes).map_err(|Unreadable| TokenFault::Header)?;
        // `crit` (RFC 7515, 4.1.11): we understand no extension, so that whatever is critical is not understood. `b64`
        // changes what is signed and `zip` what is read, and libraries let both pass when nothing makes them critical.
        if ["crit", "b64", "zip"].into_iter().any(|name| members.has(name)) {
            return Err(TokenFault::Extension);
        }
        let named = members.text("alg").map_err(|_| TokenFault::Algorithm)?;
        let algorithm = named.and_then(Algorithm::named).ok_or(TokenFault::Algorithm)?;
        let kind = kind(members.text("typ").map_err(|_| TokenFault::Header)?)?;
        members.text("kid").map_err(|_| TokenFault::Header)?;
        Ok(Self { members, algorithm, kind })
    }

    pub(super) fn key_id(&self) -> Option<&str> {
        self.members.text("kid").ok().flatten()
    }
}

// RFC 8725, 3.11: kinds of token are told apart explicitly, so that a logout token or a proof is no access token.
fn kind(typ: Option<&str>) -> Result<Kind, TokenFault> {
    match typ {
        None => Ok(Kind::Plain),
        Some(typ) if typ.eq_ignore_ascii_case("jwt") => Ok(Kind::Plain),
        Some(typ) if typ.eq_ignore_ascii_case("at+jwt") || typ.eq_ignore_ascii_case("application/at+jwt") => {
            Ok(Kind::Access)
        }
        Some(_) => Err(TokenFault::TokenType),
    }
}
