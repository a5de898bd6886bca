use axum::http::Uri;
use secure_api::handle::{ArgInfo, Cx, Extract, SecureArg, Step};
use secure_api::prelude::*;
use secure_api::respond::Refusal;

secure_api::reason!(Unsaid = "no report tells this");

struct Raw(Uri);

impl SecureArg for Raw {
    const INFO: ArgInfo = ArgInfo::NOTHING;
}

impl<S: Send + Sync> Extract<S> for Raw {
    const STEP: Step = Step::Object;
    async fn extract(cx: &mut Cx<S>) -> Result<Self, Refusal> {
        Ok(Raw(Vouched::<Uri, Unsaid>::extract(cx).await?.into_inner()))
    }
}

fn main() {}
