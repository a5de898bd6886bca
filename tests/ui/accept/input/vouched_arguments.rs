//! Near miss of SA0037, SA0121, SA0240, SA0241, SA0242, SA0243, SA0244: somebody else's extractor and answer, with a reason.
#![deny(warnings, missing_docs, unreachable_pub)]
#![forbid(unsafe_code)]

use axum::http::{HeaderMap, Uri};
use axum::response::Html;
use secure_api::handle::View;
use secure_api::prelude::*;

secure_api::reason!(pub LogsTheUri = "it is counted, and looked up nowhere");
secure_api::reason!(ShowsAPage = "a fixed page, without a word of a client's");

/// The client, behind trusted proxies as well.
struct Client(std::net::IpAddr);

impl Extractor for Client {
    const WHAT: &'static str = "the address of the client";
    const REASON: &'static str = "it is ours";
    fn extract(view: &View<'_>) -> Result<Self, Problem> {
        Ok(Self(view.client()))
    }
}

#[input]
struct Filter {
    page: Option<u32>,
}

#[get("/x")]
#[secure(auth = "jwt")]
async fn show(
    State(_): State<u8>,
    uri: Vouched<Uri, LogsTheUri>,
    headers: Vouched<Option<HeaderLines>, LogsTheUri>,
    client: Extracted<Client>,
    filter: Valid<Query<Filter>>,
) -> Result<Vouched<Html<&'static str>, ShowsAPage>, Problem> {
    let _ = (uri.path().len(), headers.into_inner().map(|lines| lines.0), client.0, filter.page);
    Ok(Vouched::new(Html("<p>hello")))
}

/// As another crate has it.
struct HeaderLines(usize);

impl<S: Sync> axum::extract::OptionalFromRequestParts<S> for HeaderLines {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        _: &S,
    ) -> Result<Option<Self>, std::convert::Infallible> {
        let headers: &HeaderMap = &parts.headers;
        Ok(Some(Self(headers.len())))
    }
}

fn main() {
    let _: Routes<u8> = routes![show];
}
