//! Somebody else's response, with a written reason.

use axum::response::IntoResponse;

use crate::handle::{Reason, Vouched};
use crate::inventory::Schema;
use crate::policy::Reasons;

use super::{Audience, Declared, Problem, Reply, SecureResponse};

impl<T: IntoResponse, R: Reason> SecureResponse for Vouched<T, R> {
    const REASONS: &'static Reasons = Vouched::<T, R>::REASONS;
    const JSON: bool = false;
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> {
        let response = self.into_inner().into_response();
        let status = response.status();
        // The text of an error is written by somebody who does not know what a client may see.
        if !(status.is_success() || status.is_redirection()) {
            return Err(Problem::new(status));
        }
        Ok(Reply { status, headers: Vec::new(), body: None, foreign: Some(Box::new(response)) })
    }

    fn declare(all: &mut Declared) -> Option<Schema> {
        for vouch in Self::REASONS.all() {
            all.vouch(vouch.what, vouch.reason);
        }
        None
    }
}
