//! One event for each refusal, and one for each success that changes something for a known caller.

use std::net::IpAddr;

use http::uri::PathAndQuery;
use http::{HeaderValue, Method};
use tracing::Level;

use crate::identify::Caller;
use crate::policy::RoutePolicy;
use crate::request::id::RequestId;
use crate::respond::Refusal;
use crate::serve::PeerAddr;

use super::escape::escaped;
use super::flood::{Flood, Kind};
use super::json::{self, Members, begins};
use super::{AUDIT_TARGET, SecurityEvent};

/// What is known of one request when it is answered.
#[derive(Debug)]
pub(crate) struct Facts<'r> {
    pub(crate) request_id: RequestId,
    pub(crate) method: Method,
    /// The target's path as the client wrote it.
    pub(crate) target: Option<PathAndQuery>,
    /// The id that the client sent, which is logged and never adopted.
    pub(crate) client_request_id: Option<HeaderValue>,
    pub(crate) policy: Option<&'static RoutePolicy>,
    pub(crate) route: Option<&'r RouteFacts>,
    /// The other end, where the server says it with the request and not in it.
    pub(crate) connection: Option<PeerAddr>,
    pub(crate) client: Option<IpAddr>,
    pub(crate) caller: Caller,
}

/// What is told of a route, made once.
#[derive(Debug)]
pub(crate) struct RouteFacts {
    /// Where it is mounted, as `/v1/articles/{id}`.
    path: String,
    /// The handler, as `articles::show`.
    handler: &'static str,
    /// The policy as the report has it: `jwt role editor`.
    policy: String,
    /// All three as they stand in a line.
    written: Vec<u8>,
}

/// What became of a request.
struct Told<'t> {
    level: Level,
    event: SecurityEvent,
    status: u16,
    /// Why it was refused.
    reason: Option<&'static str>,
    /// The cause of an error, for us alone.
    cause: Option<&'t str>,
}

impl RouteFacts {
    pub(crate) fn new(path: &str, policy: &RoutePolicy) -> Self {
        Self::of(path.to_owned(), policy.handler, policy.access.to_string())
    }

    fn of(path: String, handler: &'static str, policy: String) -> Self {
        let mut members = Members::default();
        members.text("route", &path);
        members.text("handler", handler);
        members.text("policy", &policy);
        Self { path, handler, policy, written: members.into_bytes() }
    }
}

impl Facts<'_> {
    fn path(&self) -> &str {
        self.target.as_ref().map_or("", PathAndQuery::path)
    }

    fn client_request_id(&self) -> Option<&str> {
        self.client_request_id.as_ref().and_then(|id| id.to_str().ok())
    }

    fn principal(&self) -> (&str, &str) {
        self.caller.identity().map_or(("", ""), |identity| (identity.issuer(), identity.subject()))
    }
}

/// Tells of a refusal, unless there is a flood of them.
pub(crate) fn refused(facts: &Facts<'_>, refusal: &Refusal, flood: &Flood, now_ms: u64) {
    let known = facts.caller.identity().is_some();
    let status = refusal.status();
    let kind = Kind { reason: refusal.reason(), is_server_error: status.is_server_error(), is_of_known_caller: known };
    // Limits bound what a known caller causes, but not how often it is told of its limits, or that its token is over.
    let unbounded = [SecurityEvent::ExcessRateLimitExceeded, SecurityEvent::AuthnTokenReuse];
    let bounded = known && !unbounded.contains(&refusal.event());
    if !bounded && !flood.admits(kind, now_ms) {
        return;
    }
    // It may quote what the client sent, so it is escaped.
    let cause = match refusal {
        Refusal::Handler(problem) => problem.private.as_ref().map(|cause| escaped(&cause.to_string()).into_owned()),
        Refusal::DeniedObject { object, action } => Some(format!("{action} {object}")),
        Refusal::RolesUnavailable(cause) => Some(escaped(cause.text()).into_owned()),
        _ => None,
    };
    tell(
        facts,
        &Told {
            level: if status.is_server_error() { Level::ERROR } else { Level::WARN },
            event: refusal.event(),
            status: status.as_u16(),
            reason: Some(refusal.reason()),
            cause: cause.as_deref(),
        },
    );
}

/// Tells of a success that changed something for a known caller.
pub(crate) fn succeeded(facts: &Facts<'_>, status: u16) {
    let event = match facts.method {
        Method::POST => SecurityEvent::SensitiveCreate,
        Method::PUT | Method::PATCH => SecurityEvent::SensitiveUpdate,
        Method::DELETE => SecurityEvent::SensitiveDelete,
        _ => return,
    };
    tell(facts, &Told { level: Level::INFO, event, status, reason: None, cause: None });
}

fn tell(facts: &Facts<'_>, told: &Told<'_>) {
    if !json::hand_in(told.level, |line| write(line, facts, told)) {
        emit(facts, told);
    }
}

/// The same fields in the same order as [`emit`] has them.
fn write(line: &mut Members, facts: &Facts<'_>, told: &Told<'_>) {
    line.plain(begins!("event"), told.event.as_str());
    if let Some(reason) = told.reason {
        line.text("reason", reason);
    }
    line.number("status", told.status);
    line.plain(begins!("request_id"), facts.request_id.as_str());
    if let Some(id) = facts.client_request_id() {
        line.foreign(begins!("client_request_id"), id);
    }
    // A method is a token, in which no quote stands (RFC 9110, 5.6.2).
    line.plain(begins!("method"), facts.method.as_str());
    line.foreign(begins!("path"), facts.path());
    match facts.route {
        Some(route) => line.written(&route.written),
        None => line.written(br#","route":"","handler":"","policy":"""#),
    }
    line.address(begins!("client"), facts.client);
    let (issuer, subject) = facts.principal();
    line.foreign(begins!("issuer"), issuer);
    line.foreign(begins!("subject"), subject);
    if let Some(cause) = told.cause {
        line.text("cause", cause);
    }
}

/// For the application's own subscriber.
fn emit(facts: &Facts<'_>, told: &Told<'_>) {
    let (issuer, subject) = facts.principal();
    let (route, handler, policy) =
        facts.route.map_or(("", "", ""), |route| (route.path.as_str(), route.handler, route.policy.as_str()));
    macro_rules! emit {
        ($level:expr) => {
            tracing::event!(
                target: AUDIT_TARGET,
                $level,
                event = told.event.as_str(),
                reason = told.reason,
                status = told.status,
                request_id = facts.request_id.as_str(),
                client_request_id = facts.client_request_id().map(escaped).as_deref(),
                method = &*escaped(facts.method.as_str()),
                path = &*escaped(facts.path()),
                route,
                handler,
                policy,
                client = facts.client.map(|address| address.to_string()).unwrap_or_default(),
                issuer = &*escaped(issuer),
                subject = &*escaped(subject),
                cause = told.cause,
            )
        };
    }
    // The level of an event is part of what the compiler knows of it.
    match told.level {
        Level::ERROR => emit!(Level::ERROR),
        Level::WARN => emit!(Level::WARN),
        _ => emit!(Level::INFO),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::identify::{Identity, Principal};
    use crate::observe::json::tests::line;
    use crate::request::id::RequestIds;

    /// The members of a line in their order, without the time.
    fn members(line: &[u8]) -> Vec<(String, Value)> {
        let text = core::str::from_utf8(line).unwrap();
        let members: indexed::Members = serde_json::from_str(text).unwrap();
        members.0.into_iter().filter(|(name, _)| name != "timestamp").collect()
    }

    /// An object whose members stay in their order.
    mod indexed {
        use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
        use serde_json::Value;

        pub(super) struct Members(pub(super) Vec<(String, Value)>);

        impl<'de> Deserialize<'de> for Members {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct All;
                impl<'de> Visitor<'de> for All {
                    type Value = Members;
                    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                        f.write_str("an object")
                    }
                    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                        let mut members = Vec::new();
                        while let Some(member) = map.next_entry()? {
                            members.push(member);
                        }
                        Ok(Members(members))
                    }
                }
                from.deserialize_map(All)
            }
        }
    }

    fn facts<'r>(route: Option<&'r RouteFacts>, client: Option<&str>, subject: Option<&str>) -> Facts<'r> {
        let known = |subject| Identity::assumed(Principal::new("https://issuer.test", subject), None, 0);
        Facts {
            request_id: RequestIds::new().next(),
            method: Method::POST,
            target: Some("/a%22\"/7?secret=1".parse().unwrap()),
            client_request_id: client.map(|_| HeaderValue::from_static("theirs \"7\" \\")),
            policy: None,
            route,
            connection: None,
            client: client.map(|client| client.parse().unwrap()),
            caller: subject.map_or(Caller::Anonymous, |subject| Caller::Known(known(subject))),
        }
    }

    #[test]
    fn a_line_is_the_same_by_both_ways() {
        let route = RouteFacts::of("/a/{id}".to_owned(), "a::show", "jwt role \"editor\"".to_owned());
        for facts in [
            facts(None, None, None),
            facts(Some(&route), Some("192.0.2.255"), Some("ada")),
            facts(Some(&route), Some("2001:db8::1"), Some("a\"\\\n\u{202e}b")),
        ] {
            for (level, reason, cause) in [
                (Level::INFO, None, None),
                (Level::WARN, Some("no"), None),
                (Level::ERROR, Some("no"), Some("a\"b\\c")),
            ] {
                let told = Told { level, event: SecurityEvent::SensitiveCreate, status: 201, reason, cause };
                let mut direct = Members::of_line(level);
                write(&mut direct, &facts, &told);
                let (direct, traced) = (direct.into_line(AUDIT_TARGET), line(|| emit(&facts, &told)));
                assert_eq!(members(&direct), members(&traced));
                assert_eq!(direct.iter().filter(|byte| **byte == b'\n').count(), 1);
            }
        }
    }
}
