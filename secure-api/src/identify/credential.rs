//! What a request says of who sent it, before any of it is believed.

use core::fmt;

use http::{HeaderValue, Uri};

use crate::request::Field;

const SCHEME: &str = "bearer";

/// The credential of a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Credential<'r> {
    /// None.
    Missing,
    /// A token in the query string, where it ends up in logs: never accepted (RFC 9700, 4.3.2).
    Misplaced,
    /// More than one.
    Ambiguous,
    /// `Authorization: Bearer ..`.
    Bearer(&'r str),
}

impl<'r> Credential<'r> {
    /// The token, where there is one to verify.
    pub(crate) fn token(&self) -> Option<&'r str> {
        match self {
            Credential::Bearer(token) => Some(token),
            _ => None,
        }
    }
}

/// Without the token: whoever prints this prints to a log.
impl fmt::Debug for Credential<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Credential::Missing => "Missing",
            Credential::Misplaced => "Misplaced",
            Credential::Ambiguous => "Ambiguous",
            Credential::Bearer(_) => "Bearer(..)",
        })
    }
}

/// Finds the credential. The body is never searched for one.
pub(crate) fn credential<'r>(field: Field<'r>, target: &Uri) -> Credential<'r> {
    let in_query = guard!(TokenInQuery) && target.query().is_some_and(names_a_token);
    let is_repeated = guard!(OneCredential) && field.is_repeated;
    match (field.first, is_repeated, in_query) {
        (_, true, _) | (Some(_), _, true) => Credential::Ambiguous,
        (None, _, true) => Credential::Misplaced,
        (None, _, false) => Credential::Missing,
        (Some(field), _, _) => bearer(field),
    }
}

/// An `Authorization` of another scheme proves nothing here. A Bearer that is no `b64token` is verified, and fails.
fn bearer(field: &HeaderValue) -> Credential<'_> {
    // Looked over for what no token has when it is decoded.
    let Ok(text) = core::str::from_utf8(field.as_bytes()) else { return Credential::Bearer("") };
    match text.split_at_checked(SCHEME.len()) {
        Some((scheme, rest)) if is_bearer(scheme, rest) || !guard!(Scheme) => {
            Credential::Bearer(rest.trim_start_matches(' '))
        }
        _ => Credential::Missing,
    }
}

fn is_bearer(scheme: &str, rest: &str) -> bool {
    scheme.eq_ignore_ascii_case(SCHEME) && (rest.is_empty() || rest.starts_with(' '))
}

/// RFC 6750, 2.3. The name is compared decoded, as any server behind us would.
fn names_a_token(query: &str) -> bool {
    form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "access_token")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Head;
    use http::Request;
    use http::header::AUTHORIZATION;

    fn found(target: &str, fields: &[&'static str]) -> String {
        let (mut parts, ()) = Request::get(target).body(()).unwrap().into_parts();
        for field in fields {
            parts.headers.append(AUTHORIZATION, HeaderValue::from_static(field));
        }
        match credential(Head::of(&parts.headers).authorization, &parts.uri) {
            Credential::Bearer(token) => format!("Bearer {token}"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn one_bearer_token_in_the_header_is_a_credential() {
        assert_eq!(found("/", &["Bearer a.b.c"]), "Bearer a.b.c");
        assert_eq!(found("/", &["bEARER  a.b.c"]), "Bearer a.b.c");
        assert_eq!(found("/", &["Bearer"]), "Bearer ");
        assert_eq!(found("/", &[]), "Missing");
        assert_eq!(found("/", &["Basic eDp5"]), "Missing");
        assert_eq!(found("/", &["Bearerx a.b.c"]), "Missing");
    }

    #[test]
    fn a_token_is_not_printed() {
        assert_eq!(format!("{:?}", Credential::Bearer("canary-7f3a")), "Bearer(..)");
    }

    #[test]
    fn a_second_credential_is_ambiguous_and_one_in_the_query_is_misplaced() {
        assert_eq!(found("/", &["Bearer a", "Bearer a"]), "Ambiguous");
        assert_eq!(found("/?access_token=a", &["Bearer a"]), "Ambiguous");
        assert_eq!(found("/?x=1&access%5Ftoken=a", &[]), "Misplaced");
        assert_eq!(found("/?token=a", &[]), "Missing");
    }
}
