//! What is declared of an issuer whose keys are fetched, and the faults in that.

use core::time::Duration;
use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::SigningAlgorithm;
use super::address::Reach;
use super::fetch::Fetcher;
use super::keys::RemoteKeys;
use super::signing::Allowed;
use crate::api::Faults;
use crate::identify::Jwt;
use crate::policy::audit::says_why;
use crate::provide::key_source::{KeySource, SecretBytes};

/// How long keys serve that cannot be fetched again, where nothing is declared: a day.
const KNOWN_KEYS_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// The bounds of what may be declared: two minutes to a week.
const LEAST_KNOWN_FOR: Duration = Duration::from_secs(2 * 60);
const MOST_KNOWN_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A declaration that has an issuer, whose keys it fetches, and still needs an audience.
#[derive(Clone, Debug)]
#[must_use]
pub struct OidcIssuer {
    issuer: String,
}

impl OidcIssuer {
    pub(in crate::identify) fn new(issuer: String) -> Self {
        Self { issuer }
    }

    /// The `aud` that tokens for this application carry. A token for somebody else is refused.
    #[must_use]
    pub fn audience(self, audience: impl Into<String>) -> Jwt {
        Jwt::fetching(self.issuer, audience.into())
    }
}

/// How the keys of an issuer are fetched.
#[derive(Clone)]
pub(in crate::identify) struct OidcDeclaration {
    pub(in crate::identify) algorithms: Option<Vec<SigningAlgorithm>>,
    pub(in crate::identify) known_for: Duration,
    pub(in crate::identify) authority: Option<KeySource>,
    pub(in crate::identify) loopback_in_debug: bool,
    pub(in crate::identify) private_network: Option<&'static str>,
}

/// The same, once everything about it is right.
pub(super) struct Terms {
    pub(super) issuer: String,
    pub(super) document: Url,
    pub(super) allowed: Allowed,
    pub(super) known_for: Duration,
    /// What the report says of where it may be.
    pub(super) noted: Option<String>,
}

impl Default for OidcDeclaration {
    fn default() -> Self {
        Self {
            algorithms: None,
            known_for: KNOWN_KEYS_FOR,
            authority: None,
            loopback_in_debug: false,
            private_network: None,
        }
    }
}

impl OidcDeclaration {
    /// Reads what has to be read. Nothing is asked of the network yet.
    pub(in crate::identify) fn settle(self, issuer: &str, faults: &mut Faults) -> Option<RemoteKeys> {
        let before = faults.iter().count();
        // A development build alone takes an issuer on this machine, and without TLS.
        let loopback = self.loopback_in_debug && cfg!(secure_api_development);
        let document = document_of(issuer, loopback, faults);
        self.check(issuer, faults);
        let allowed = Allowed::new(self.algorithms.as_deref());
        let reach =
            Reach { loopback: loopback || self.private_network.is_some(), private: self.private_network.is_some() };
        let document = document?;
        let authority = match self.authority.map(|source| source.load()).transpose() {
            Ok(authority) => authority,
            Err(fault) => {
                fault.report(faults);
                return None;
            }
        };
        let authority = authority.as_ref().map(SecretBytes::expose);
        let fetcher = Fetcher::new(document.scheme() == "https", authority, reach, loopback, faults)?;
        let noted = match self.private_network {
            Some(reason) => Some(format!("danger: the issuer `{issuer}` may be in a private network: {reason}")),
            None if loopback => Some(format!("development: the issuer `{issuer}` may be on this machine, without TLS")),
            None => None,
        };
        let terms = Terms { issuer: issuer.to_owned(), document, allowed, known_for: self.known_for, noted };
        (faults.iter().count() == before).then(|| RemoteKeys::new(terms, fetcher))
    }

    fn check(&self, issuer: &str, faults: &mut Faults) {
        if self.algorithms.as_ref().is_some_and(Vec::is_empty) {
            faults.push(
                format!("the issuer `{issuer}` has an empty list of algorithms"),
                "name at least one: `.algorithms([SigningAlgorithm::Rs256])`, or leave the call out",
            );
        }
        if !(LEAST_KNOWN_FOR..=MOST_KNOWN_FOR).contains(&self.known_for) {
            faults.push(
                format!(
                    "the known keys of `{issuer}` serve for {} s, which is not between 2 minutes and a week",
                    self.known_for.as_secs()
                ),
                "write `.known_keys_for(Duration::from_secs(24 * 60 * 60))`, or leave the call out",
            );
        }
        if self.private_network.is_some_and(|reason| !says_why(reason)) {
            faults.push(
                format!("the issuer `{issuer}` may be in a private network without a reason"),
                "say why it is there",
            );
        }
    }
}

/// Where the document of an issuer is (OpenID Connect Discovery, 4.1).
fn document_of(issuer: &str, loopback: bool, faults: &mut Faults) -> Option<Url> {
    let named = issuer.escape_debug();
    let Some(url) = Url::parse(issuer).ok().filter(Url::has_host) else {
        faults.push(
            format!("the issuer `{named}` is no URL, and its keys are to be fetched"),
            "write the `iss` of the tokens, as `https://login.example.com`",
        );
        return None;
    };
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        faults.push(
            format!("the issuer `{}` has more than scheme, host, port and path", url.host_str().unwrap_or_default()),
            "leave out user, password, query and fragment: no issuer has them (OpenID Connect Discovery, 2)",
        );
        return None;
    }
    if !may_be_asked(&url, loopback) {
        faults.push(
            format!("the issuer `{named}` is not `https`: whoever is on the way could put in keys of their own"),
            "write it with `https://`; a debug build takes `http://127.0.0.1:..` after `.loopback_in_debug()`",
        );
        return None;
    }
    Url::parse(&format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))).ok()
}

/// Whether a URL is `https`, or plain and on this machine where that was allowed.
pub(super) fn may_be_asked(url: &Url, loopback: bool) -> bool {
    match url.scheme() {
        "https" => true,
        "http" => loopback && is_loopback(url),
        _ => false,
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address == Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(address)) => address == Ipv6Addr::LOCALHOST,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_right(declared: impl FnOnce(&mut Faults)) -> bool {
        let mut faults = Faults::default();
        declared(&mut faults);
        faults.is_empty()
    }

    #[test]
    fn an_issuer_has_neither_user_nor_password_nor_query_nor_fragment() {
        let document = |issuer: &str| document_of(issuer, false, &mut Faults::default()).map(String::from);
        let found = "https://login.test/realm/.well-known/openid-configuration";
        assert_eq!(document("https://login.test/realm").as_deref(), Some(found));
        for wrong in ["u@login.test", ":p@login.test", "u:p@login.test", "login.test?q", "login.test/#f"] {
            assert_eq!(document(&format!("https://{wrong}")), None, "{wrong}");
            assert!(!is_right(|faults| drop(document_of(&format!("https://{wrong}"), false, faults))), "{wrong}");
        }
    }

    #[test]
    fn without_tls_this_machine_alone_is_asked_and_only_where_that_was_said() {
        let may = |url: &str, loopback| may_be_asked(&Url::parse(url).unwrap(), loopback);
        for here in ["http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1"] {
            assert!(may(here, true) && !may(here, false), "{here}");
        }
        for elsewhere in ["http://login.test", "http://127.0.0.2", "http://[::2]", "ftp://localhost"] {
            assert!(!may(elsewhere, true), "{elsewhere}");
        }
        assert!(may("https://login.test", false));
    }

    #[test]
    fn known_keys_serve_for_two_minutes_to_a_week() {
        let week = 7 * 24 * 3_600;
        for (seconds, right) in [(119, false), (120, true), (week, true), (week + 1, false)] {
            let declaration = OidcDeclaration { known_for: Duration::from_secs(seconds), ..OidcDeclaration::default() };
            assert_eq!(is_right(|faults| declaration.check("https://login.test", faults)), right, "{seconds}");
        }
    }
}
