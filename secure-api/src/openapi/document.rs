//! The document as a handler takes it and sends it: what a route does that serves it is nothing but its policy.

use core::fmt;

use bytes::Bytes;
use http::StatusCode;

use crate::handle::{ArgInfo, Cx, Extract, SecureArg, Step};
use crate::inventory::Schema;
use crate::respond::{Audience, Declared, Problem, Refusal, Reply, SecureResponse, published};

/// The OpenAPI document of the application, as an argument of a handler and its answer.
///
/// An application without [`Api::openapi`](crate::api::Api::openapi) that mounts such a handler is not built.
#[derive(Clone)]
pub struct Document {
    json: Bytes,
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({} bytes)", self.json.len())
    }
}

impl SecureArg for Document {
    const INFO: ArgInfo = ArgInfo { document: true, ..ArgInfo::NOTHING };
}

impl<S: Send + Sync> Extract<S> for Document {
    const STEP: Step = Step::Context;
    async fn extract(_: &mut Cx<S>) -> Result<Self, Refusal> {
        let json = published().json.ok_or(Refusal::Broken("a document of the application that nobody has made"))?;
        Ok(Self { json })
    }
}

impl SecureResponse for Document {
    const STATUS: Option<u16> = Some(200);
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> {
        Ok(Reply { body: Some(self.json), ..Reply::empty(StatusCode::OK) })
    }

    fn declare(_: &mut Declared) -> Option<Schema> {
        let reason = "the OpenAPI specification says what is in it".to_owned();
        Some(Schema::Unknown { type_name: Some("OpenAPI document".to_owned()), reason })
    }
}
