//! The OpenAPI document: what is in it, who serves it, and what others say of it.

mod document;
mod judges;
mod page;
mod schemas;
mod wide;

use secure_api::openapi::{Document, OpenApi};
use secure_api::prelude::*;

/// What the document of these tests says of itself.
fn about() -> OpenApi {
    OpenApi::new("Articles", "1.0.0")
        .description("Articles, written by editors and read by everyone.")
        .contact("The editors", "https://example.com/contact")
        .license("MIT", "https://opensource.org/license/mit")
        .server("https://api.example.com", "production")
}

#[get("/openapi.json")]
#[secure(public = "the contract is published", rate = "600/min per address")]
async fn contract(document: Document) -> Document {
    document
}
