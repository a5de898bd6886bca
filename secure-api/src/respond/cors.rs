//! Cross-origin requests: an exact list of origins. `*` and a reflected origin cannot be written (C55, C56).

use core::net::IpAddr;
use core::time::Duration;

use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, Method, Uri};

use crate::api::Faults;
use crate::inventory;

const EXPOSED: &str = "location, retry-after, ratelimit, ratelimit-policy, www-authenticate, x-request-id";

/// A text that names one origin.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not one origin",
    label = "origins are named one by one",
    note = "write `Cors::origin(\"https://app.example\").and(\"https://other.example\")`",
    note = "rule: SA0274 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0274/"
)]
pub trait OneOrigin {
    /// The text.
    fn into_origin(self) -> String;
}

impl OneOrigin for String {
    fn into_origin(self) -> String {
        self
    }
}

impl OneOrigin for &String {
    fn into_origin(self) -> String {
        self.clone()
    }
}

impl OneOrigin for &str {
    fn into_origin(self) -> String {
        self.to_owned()
    }
}

/// Stands for every origin there is.
#[derive(Debug)]
pub struct EveryOrigin<T>(core::marker::PhantomData<T>);

/// Never implemented.
#[diagnostic::on_unimplemented(
    message = "pages of every origin could read the answers",
    label = "there is no wildcard",
    note = "name each origin: `Cors::origin(\"https://app.example\").and(\"https://other.example\")`",
    note = "rule: SA0273 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0273/"
)]
pub trait Named {}

/// The origins whose pages may read answers.
#[derive(Clone, Debug)]
pub struct Cors {
    origins: Vec<String>,
    headers: Vec<HeaderName>,
    credentials: bool,
    max_age_s: u64,
}

impl Cors {
    /// Allows one origin, as `https://app.example`: scheme, host and, where it is not the scheme's own, port.
    /// Anything else is a fault at `build()`.
    #[must_use]
    pub fn origin(origin: impl OneOrigin) -> Self {
        Self {
            origins: vec![origin.into_origin()],
            headers: vec![header::AUTHORIZATION, header::CONTENT_TYPE],
            credentials: false,
            max_age_s: 600,
        }
    }

    /// Allows a further origin.
    #[must_use]
    pub fn and(mut self, origin: impl OneOrigin) -> Self {
        self.origins.push(origin.into_origin());
        self
    }

    /// What other frameworks have, and what cannot be called here.
    #[doc(hidden)]
    #[must_use]
    pub fn any<'e>() -> Self
    where
        EveryOrigin<&'e ()>: Named,
    {
        Self { origins: Vec::new(), headers: Vec::new(), credentials: false, max_age_s: 0 }
    }

    /// Lets pages send a request header besides `Authorization` and `Content-Type`.
    #[must_use]
    pub fn header(mut self, name: HeaderName) -> Self {
        self.headers.push(name);
        self
    }

    /// Lets pages send cookies.
    #[must_use]
    pub fn credentials(mut self) -> Self {
        self.credentials = true;
        self
    }

    /// How long a browser keeps the answer of a preflight; 10 minutes where nothing is said.
    #[must_use]
    pub fn max_age(mut self, age: Duration) -> Self {
        self.max_age_s = age.as_secs();
        self
    }

    /// What the inventory says of it.
    pub(crate) fn described(&self) -> inventory::Cors {
        let mut origins = self.origins.clone();
        origins.sort_unstable();
        let mut headers: Vec<String> = self.headers.iter().map(|name| name.as_str().to_owned()).collect();
        headers.sort_unstable();
        inventory::Cors { origins, headers, credentials: self.credentials, max_age_s: self.max_age_s }
    }

    pub(crate) fn check(&self, development: bool, faults: &mut Faults) {
        for origin in &self.origins {
            if let Some(help) = origin_fault(origin, development) {
                faults.push(format!("`{}` is not an origin", origin.escape_debug()), help);
            }
        }
    }

    fn allows(&self, origin: &HeaderValue) -> bool {
        self.origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes())
    }

    /// Puts on what lets a page of a declared origin read the answer. Nothing at all for other origins.
    pub(crate) fn grant(&self, origin: Option<&HeaderValue>, answer: &mut HeaderMap) {
        let Some(origin) = origin.filter(|origin| self.allows(origin) || !guard!(Origin)) else { return };
        answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        answer.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
        if self.credentials {
            answer.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        }
    }

    /// The headers that answer a preflight for a path with these methods; `None` where the origin is not declared.
    pub(crate) fn preflight(&self, origin: &HeaderValue, methods: &str) -> Option<Vec<(HeaderName, HeaderValue)>> {
        if guard!(PreflightOrigin) && !self.allows(origin) {
            return None;
        }
        let names: Vec<&str> = self.headers.iter().map(HeaderName::as_str).collect();
        Some(vec![
            (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::try_from(methods).ok()?),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::try_from(names.join(", ")).ok()?),
            (header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from(self.max_age_s)),
        ])
    }
}

/// Takes off what another router says about origins: the declared list is the only one.
pub(crate) fn revoke(answer: &mut HeaderMap) {
    for granted in [
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        header::ACCESS_CONTROL_ALLOW_METHODS,
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        header::ACCESS_CONTROL_MAX_AGE,
    ] {
        answer.remove(granted);
    }
}

/// Whether a request asks what a page may send.
pub(crate) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS
        && headers.contains_key(header::ORIGIN)
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Browsers serialize an origin in one way only; another spelling would never match and is a mistake.
fn origin_fault(origin: &str, development: bool) -> Option<&'static str> {
    const HELP: &str =
        "write scheme, host and port as a browser sends them: `https://app.example`, `http://127.0.0.1:5173`";
    if origin == "*" || origin == "null" {
        return Some("name each origin: a wildcard or `null` lets any page in");
    }
    let Ok(uri) = origin.parse::<Uri>() else { return Some(HELP) };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return Some(HELP) };
    let own_port = match scheme {
        "https" => 443,
        "http" if !is_this_machine(authority.host()) => {
            return Some("write `https://..`: over plain HTTP, whoever is on the way writes the page");
        }
        "http" if !development => {
            return Some("write `https://..`: pages of this machine are let in by debug builds only");
        }
        "http" => 80,
        _ => return Some("an origin is `https://..`, or `http://..` while developing"),
    };
    let spelt = match authority.port_u16() {
        Some(port) if port != own_port => format!("{scheme}://{}:{port}", authority.host()),
        _ => format!("{scheme}://{}", authority.host()),
    };
    let canonical = spelt == origin
        && !authority.as_str().contains(['@', '*'])
        && !origin.chars().any(|c| c.is_ascii_uppercase())
        && !authority.host().is_empty();
    if canonical { None } else { Some(HELP) }
}

fn is_this_machine(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(origin: &str) -> usize {
        faults_in(true, origin)
    }

    fn faults_in(development: bool, origin: &str) -> usize {
        let mut faults = Faults::default();
        Cors::origin(origin).check(development, &mut faults);
        faults.iter().count()
    }

    #[test]
    fn only_what_a_browser_sends_is_an_origin() {
        for good in ["https://app.example", "https://app.example:8443", "https://[2001:db8::1]"] {
            assert_eq!(faults_of(good), 0, "{good}");
        }
        for here in ["http://127.0.0.1:5173", "http://[::1]:8080", "http://localhost:3000"] {
            assert_eq!((faults_in(true, here), faults_in(false, here)), (0, 1), "{here}");
        }
        for bad in [
            "*",
            "null",
            "",
            "app.example",
            "https://app.example/",
            "https://app.example/x",
            "https://App.example",
            "https://app.example:443",
            "ftp://app.example",
            "https://*.example",
            "https://u@app.example",
            "http://app.example",
            "http://10.0.0.7:8080",
            "http://localhost.example",
        ] {
            assert_eq!(faults_of(bad), 1, "{bad}");
        }
    }

    #[test]
    fn who_lets_every_page_in_is_told_so() {
        for every in ["*", "null"] {
            assert!(origin_fault(every, true).is_some_and(|help| help.contains("any page")), "{every}");
        }
    }

    #[test]
    fn an_origin_is_compared_exactly() {
        let cors = Cors::origin("https://app.example");
        for other in [
            "https://app.example.evil",
            "https://evilapp.example",
            "http://app.example",
            "https://app.example:444",
            "https://APP.example",
            "null",
            "*",
        ] {
            let mut answer = HeaderMap::new();
            cors.grant(Some(&HeaderValue::from_str(other).unwrap()), &mut answer);
            assert!(answer.is_empty(), "{other}");
        }
        let mut answer = HeaderMap::new();
        cors.grant(Some(&HeaderValue::from_static("https://app.example")), &mut answer);
        assert_eq!(answer[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://app.example");
        assert!(!answer.contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));
    }
}
