//! The header of a token: parsed once, strictly. Keys that it brings along or points to are never looked at.

use core::ops::Deref;
use std::cell::RefCell;
use std::rc::Rc;

use super::TokenFault;
use super::algorithm::Algorithm;
use super::base64url::decode;
use crate::validate::{Document, Unreadable};

/// How many headers a thread keeps, and the longest.
const MOST_KEPT: usize = 8;
const LONGEST_KEPT: usize = 512;

thread_local! {
    /// Headers as they are written in tokens, with what they say. An issuer writes the same for each key.
    static KEPT: RefCell<Vec<(Box<str>, Rc<Header>)>> = const { RefCell::new(Vec::new()) };
}

/// What a header says that we act on.
pub(super) struct Header {
    pub(super) algorithm: Algorithm,
    pub(super) kind: Kind,
    key_id: Option<Box<str>>,
}

/// A header as a token has it.
pub(super) struct Written<'t> {
    segment: &'t str,
    header: Rc<Header>,
    is_kept: bool,
}

/// What the token says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It does not say, or says only that it is a JWT.
    Plain,
    /// An access token of RFC 9068.
    Access,
}

impl Header {
    /// The header that is written so in a token.
    pub(super) fn of(segment: &str) -> Result<Written<'_>, TokenFault> {
        let known = KEPT.with_borrow(|kept| {
            let known = kept.iter().find(|(written, _)| **written == *segment);
            known.map(|(_, header)| Rc::clone(header))
        });
        let is_kept = known.is_some();
        let header = match known {
            Some(header) => header,
            None => Self::parse(&decode(segment).ok_or(TokenFault::Malformed)?).map(Rc::new)?,
        };
        Ok(Written { segment, header, is_kept })
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self, TokenFault> {
        let document = Document::read(bytes).map_err(|Unreadable| TokenFault::Header)?;
        let members = document.members();
        // `crit` (RFC 7515, 4.1.11): we understand no extension, so that whatever is critical is not understood. `b64`
        // changes what is signed and `zip` what is read, and libraries let both pass when nothing makes them critical.
        let extends = [("crit", guard!(Crit)), ("b64", guard!(Unencoded)), ("zip", guard!(Compressed))];
        if extends.into_iter().any(|(name, matters)| matters && members.has(name)) {
            return Err(TokenFault::Extension);
        }
        let named = members.text("alg").map_err(|_| TokenFault::Algorithm)?;
        let algorithm = named.and_then(Algorithm::named).ok_or(TokenFault::Algorithm)?;
        let kind = kind(members.text("typ").map_err(|_| TokenFault::Header)?)?;
        let key_id = members.text("kid").map_err(|_| TokenFault::Header)?.map(Box::from);
        Ok(Self { algorithm, kind, key_id })
    }

    pub(super) fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }
}

impl Written<'_> {
    /// Keeps it for the tokens that come next, once the signature of one holds: nobody else chooses what is kept.
    pub(super) fn keep(self) {
        if self.is_kept || self.segment.len() > LONGEST_KEPT {
            return;
        }
        KEPT.with_borrow_mut(|kept| {
            if kept.len() >= MOST_KEPT {
                kept.clear();
            }
            kept.push((Box::from(self.segment), self.header));
        });
    }
}

impl Deref for Written<'_> {
    type Target = Header;
    fn deref(&self) -> &Header {
        &self.header
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
        Some(_) if guard!(TokenType) => Err(TokenFault::TokenType),
        Some(_) => Ok(Kind::Plain),
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;

    use super::*;

    fn kept() -> Vec<String> {
        KEPT.with_borrow(|kept| kept.iter().map(|(written, _)| written.to_string()).collect())
    }

    /// Of a header of so many bytes.
    fn segment(length: usize) -> String {
        let header = format!("{:length$}", r#"{"alg":"HS256"}"#);
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(header)
    }

    fn keep(segment: &str) {
        Header::of(segment).unwrap().keep();
    }

    /// What comes in a token is kept by a thread for as long as it runs.
    #[test]
    fn what_is_kept_of_headers_is_bounded() {
        let of_a_new_thread = std::thread::spawn(|| {
            let (longest, longer) = (segment(384), segment(385));
            assert_eq!((longest.len(), longer.len()), (LONGEST_KEPT, LONGEST_KEPT + 2));
            keep(&longer);
            assert!(kept().is_empty(), "too long");
            keep(&longest);
            keep(&longest);
            assert_eq!(kept(), [longest], "once");
            (1..MOST_KEPT).for_each(|more| keep(&segment(100 + more)));
            assert_eq!(kept().len(), 8);
            keep(&segment(200));
            assert_eq!(kept(), [segment(200)]);
        });
        of_a_new_thread.join().unwrap();
    }
}
