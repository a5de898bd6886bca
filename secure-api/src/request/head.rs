//! The lines of a head that every request is judged by, found in one pass: to look one up by its name takes longer than that.

use http::header::{ACCEPT, AUTHORIZATION, FORWARDED, HOST, ORIGIN, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue};

use super::proxies::X_FORWARDED_FOR;
use crate::respond::REQUEST_ID;

/// What stands in a head.
#[derive(Debug, Default)]
pub(crate) struct Head<'r> {
    pub(crate) accept: Field<'r>,
    pub(crate) authorization: Field<'r>,
    pub(crate) host: Field<'r>,
    pub(crate) origin: Field<'r>,
    pub(crate) request_id: Field<'r>,
    pub(crate) transfer_encoding: Field<'r>,
    /// Whether somebody says on whose behalf it asks.
    pub(crate) is_forwarded: bool,
    /// The bytes of all names and values, and four a line.
    pub(crate) bytes: usize,
}

/// One field.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Field<'r> {
    /// Its first line.
    pub(crate) first: Option<&'r HeaderValue>,
    /// Whether there are further ones.
    pub(crate) is_repeated: bool,
}

impl<'r> Head<'r> {
    pub(crate) fn of(headers: &'r HeaderMap) -> Self {
        let mut head = Self::default();
        for (name, value) in headers {
            head.bytes += name.as_str().len() + value.len() + 4;
            if *name == HOST {
                head.host.add(value);
            } else if *name == ACCEPT {
                head.accept.add(value);
            } else if *name == AUTHORIZATION {
                head.authorization.add(value);
            } else if *name == ORIGIN {
                head.origin.add(value);
            } else if *name == TRANSFER_ENCODING {
                head.transfer_encoding.add(value);
            } else if *name == REQUEST_ID {
                head.request_id.add(value);
            } else if *name == FORWARDED || *name == X_FORWARDED_FOR {
                head.is_forwarded = true;
            }
        }
        head
    }
}

impl<'r> Field<'r> {
    fn add(&mut self, line: &'r HeaderValue) {
        self.is_repeated = self.first.is_some();
        self.first = self.first.or(Some(line));
    }
}
