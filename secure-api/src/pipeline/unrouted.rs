//! A request for which no route of ours has path and method.

use std::time::Duration;

use axum::body::Body;
use http::request::Parts;
use http::{Method, Request, StatusCode, header};

use crate::api::Theirs;
use crate::api::guarded::Guarded;
use crate::api::router::Found;
use crate::limit::ConcurrencyCap;
use crate::respond::cors::is_preflight;
use crate::respond::{Refusal, Reply};
use crate::serve::PeerAddr;

use super::{Answer, Pipeline};

/// The time an adopted route has to begin its answer.
const ADOPTED_TIME: Duration = Duration::from_secs(30);

impl<S> Pipeline<S> {
    /// A preflight, an adopted route, or nothing.
    pub(super) async fn unrouted(
        &self,
        found: Found<'_, Guarded<S>>,
        parts: Parts,
        body: Body,
        connection: Option<PeerAddr>,
    ) -> Result<Answer, Refusal> {
        let mut allow = match found {
            Found::OtherMethods(allow) => allow.to_owned(),
            Found::NoPath => String::new(),
            Found::Route(..) => return Err(Refusal::NotFound),
        };
        // No router, of ours or adopted, gets to see these (C8).
        if parts.method == Method::TRACE || parts.method == Method::CONNECT {
            return Err(Refusal::MethodNotAllowed(allow));
        }
        let origin = parts.headers.get(header::ORIGIN).filter(|_| is_preflight(&parts.method, &parts.headers)).cloned();
        let preflight = self.finish.cors.as_ref().zip(origin);
        if let Some(adopted) = &self.adopted {
            let mut request = Request::from_parts(parts, body);
            if let Some(peer) = connection {
                // As every server has it that a router is written for.
                request.extensions_mut().insert(peer);
            }
            if preflight.is_some() {
                // It is asked for its methods, and not which origins it would let in.
                request.headers_mut().remove(header::ORIGIN);
            }
            let _place = ConcurrencyCap::new(0).enter(&self.places)?;
            let answered = tokio::time::timeout(ADOPTED_TIME, adopted.answer(request)).await;
            match answered.map_err(|_| Refusal::TimedOut)? {
                Theirs::Answer(answer) => return Ok(Answer::Adopted(Box::new(answer))),
                Theirs::OtherMethods(theirs) => join_methods(&mut allow, &theirs),
                Theirs::NoPath => {}
            }
        }
        if allow.is_empty() {
            return Err(Refusal::NotFound);
        }
        match preflight {
            None => Err(Refusal::MethodNotAllowed(allow)),
            Some((cors, origin)) => {
                let headers = cors.preflight(&origin, &allow).ok_or(Refusal::OriginRefused)?;
                Ok(Answer::Reply(Reply { status: StatusCode::NO_CONTENT, headers, body: None, foreign: None }))
            }
        }
    }
}

/// Adds methods to a list of them.
fn join_methods(allow: &mut String, theirs: &str) {
    for method in theirs.split(',').map(str::trim) {
        if !allow.split(", ").any(|known| known == method) {
            if !allow.is_empty() {
                allow.push_str(", ");
            }
            allow.push_str(method);
        }
    }
}
