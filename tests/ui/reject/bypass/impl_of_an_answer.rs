use axum::response::Html;
use secure_api::prelude::*;
use secure_api::respond::{Audience, Reply, SecureResponse};

secure_api::reason!(Unsaid = "no report tells this");

struct Page(String);

impl SecureResponse for Page {
    fn respond(self, audience: Audience<'_>) -> Result<Reply, Problem> {
        Vouched::<_, Unsaid>::new(Html(self.0)).respond(audience)
    }
}

fn main() {}
