//! The document for people: one page with all that it needs in it, which is Swagger UI, the document and a line that starts it.
//!
//! Its policy (CSP) lets nothing run but these scripts, known by their hashes, and lets them ask no other origin.

use core::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::Value;

use crate::handle::{ArgInfo, Cx, Extract, SecureArg, Step};
use crate::inventory::html::{escaped, hash};
use crate::openapi::schema::ANYTHING;
use crate::respond::{Audience, Problem, Refusal, Reply, SecureResponse, published};

/// As published: `assets/swagger-ui/README.md` says of where.
const VIEWER: &str = include_str!("../../../assets/swagger-ui/swagger-ui-bundle.js");
const STYLE: &str = include_str!("../../../assets/swagger-ui/swagger-ui.css");
const START: &str = include_str!("start.js");

/// A page that shows the OpenAPI document of the application, as an argument of a handler and its answer (feature
/// `openapi-page`).
///
/// It is [Swagger UI](https://github.com/swagger-api/swagger-ui), and needs no other route: the document is in it. What people
/// try out there goes to the origin that the page is from, with a token that they paste and that is kept nowhere; servers of the
/// document are left out for that. Browsers do not send a token with the request for a page, so a route that asks for one has no
/// readers but programs.
///
/// ```
/// use secure_api::openapi::{DocumentPage, OpenApi};
/// use secure_api::prelude::*;
///
/// #[get("/docs")]
/// #[secure(public = "the contract is published", rate = "60/min per address")]
/// async fn docs(page: DocumentPage) -> DocumentPage {
///     page
/// }
///
/// let api = Api::new(()).openapi(OpenApi::new("Greetings", "1.0.0")).mount(routes![docs]);
/// # api.build().unwrap();
/// ```
///
/// An application without [`Api::openapi`](crate::api::Api::openapi) that mounts such a handler is not built.
pub struct DocumentPage {
    made: Made,
    /// Whether the browser has it already.
    known: bool,
    /// Whether it is for anyone, and may be kept.
    public: bool,
}

/// The page of an application, made once.
#[derive(Clone)]
pub(crate) struct Made {
    html: Bytes,
    policy: HeaderValue,
    tag: HeaderValue,
}

impl fmt::Debug for DocumentPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.made.fmt(f)
    }
}

impl fmt::Debug for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentPage({} bytes)", self.html.len())
    }
}

impl SecureArg for DocumentPage {
    const INFO: ArgInfo = ArgInfo { document: true, page: true, ..ArgInfo::NOTHING };
}

impl<S: Send + Sync> Extract<S> for DocumentPage {
    const STEP: Step = Step::Context;
    async fn extract(cx: &mut Cx<S>) -> Result<Self, Refusal> {
        let made = published().page.ok_or(Refusal::Broken("a page of the application that nobody has made"))?;
        let known = names(&cx.parts.headers, &made.tag);
        Ok(Self { made, known, public: cx.policy.access.scheme().is_none() })
    }
}

impl SecureResponse for DocumentPage {
    const STATUS: Option<u16> = Some(200);
    const JSON: bool = false;
    const PAGE: bool = true;
    fn respond(self, _: Audience<'_>) -> Result<Reply, Problem> {
        let Self { made: Made { html, policy, tag }, known, public } = self;
        let mut headers: Vec<(HeaderName, HeaderValue)> = vec![
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (header::ETAG, tag),
        ];
        // What is for callers alone is stored by nobody, as any answer to them.
        if public {
            headers.push((header::CACHE_CONTROL, HeaderValue::from_static("no-cache")));
        }
        let (status, body) = if known { (StatusCode::NOT_MODIFIED, None) } else { (StatusCode::OK, Some(html)) };
        Ok(Reply { headers, body, ..Reply::empty(status) })
    }
}

/// Whether a request says that it has this (RFC 9110, 13.1.2).
fn names(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let named =
        headers.get_all(header::IF_NONE_MATCH).iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    let mut named = named.map(<[u8]>::trim_ascii);
    named.any(|one| one == b"*" || one.strip_prefix(b"W/").unwrap_or(one) == tag.as_bytes())
}

impl Made {
    /// Of a document with this title.
    pub(crate) fn of(title: &str, mut document: Value) -> Self {
        // What is tried out goes to where the page is from, and its policy lets it go nowhere else.
        if let Some(document) = document.as_object_mut() {
            document.remove("servers");
        }
        plain(&mut document);
        // In JSON `<` stands inside of texts alone, and there it can be written so that it ends no element.
        let document = document.to_string().replace('<', "\\u003c");
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n\
             <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<div id=\"page\"></div>\n\
             <noscript>This page needs its script.</noscript>\n\
             <script type=\"application/json\" id=\"document\">{document}</script>\n\
             <!-- Swagger UI, under the Apache License 2.0: https://github.com/swagger-api/swagger-ui -->\n\
             <script>{VIEWER}</script>\n<script>{START}</script>\n</body>\n</html>\n",
            escaped(title),
        );
        let policy = format!(
            "default-src 'none'; script-src '{}' '{}'; style-src '{}'; img-src data:; connect-src 'self'; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'",
            hash(VIEWER),
            hash(START),
            hash(STYLE)
        );
        let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(digest(&SHA256, html.as_bytes())));
        Self { html: html.into(), policy: header_of(&policy), tag: header_of(&tag) }
    }
}

/// Leaves out the pattern that any text matches: the viewer would make up an example of it, which is noise.
fn plain(part: &mut Value) {
    match part {
        Value::Object(members) => {
            if members.get("pattern").is_some_and(|pattern| pattern == ANYTHING) {
                members.remove("pattern");
            }
            members.values_mut().for_each(plain);
        }
        Value::Array(elements) => elements.iter_mut().for_each(plain),
        _ => {}
    }
}

/// Of Base64 and words, which are visible ASCII; of anything else a policy under which nothing runs.
fn header_of(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that is in the folder but what says of it, and the list itself.
    const FILES: [(&str, &[u8]); 5] = [
        ("LICENSE", include_bytes!("../../../assets/swagger-ui/LICENSE")),
        ("NOTICE", include_bytes!("../../../assets/swagger-ui/NOTICE")),
        ("swagger-ui-bundle.js", VIEWER.as_bytes()),
        (
            "swagger-ui-bundle.js.LICENSE.txt",
            include_bytes!("../../../assets/swagger-ui/swagger-ui-bundle.js.LICENSE.txt"),
        ),
        ("swagger-ui.css", STYLE.as_bytes()),
    ];

    fn hex(bytes: &[u8]) -> String {
        digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_viewer_is_the_one_that_was_published() {
        let found: String = FILES.iter().map(|(name, bytes)| format!("{}  {name}\n", hex(bytes))).collect();
        assert_eq!(found, include_str!("../../../assets/swagger-ui/SHA256SUMS"));
    }

    #[test]
    fn what_is_inline_ends_where_it_does_and_is_hashed_as_it_stands() {
        for inline in [VIEWER, STYLE, START] {
            let lower = inline.to_ascii_lowercase();
            assert!(!lower.contains("</script") && !lower.contains("</style"));
            // Between these, `<script` would hide the end of the element from a browser.
            for hidden in lower.split("<!--").skip(1) {
                assert!(!hidden.split("-->").next().unwrap_or_default().contains("<script"), "{hidden:.200}");
            }
            // A parser writes these otherwise before it hashes.
            assert!(!inline.contains(['\r', '\0']));
        }
    }

    #[test]
    fn a_text_of_the_document_ends_no_element() {
        let evil = "</script><script>alert(1)</script><!--";
        let made =
            Made::of(evil, serde_json::json!({ "info": { "title": evil }, "servers": ["https://api.example.com"] }));
        let html = core::str::from_utf8(&made.html).unwrap();
        assert!(!html.contains("alert(1)</script>") && !html.contains("https://api.example.com"));
        let start = html.find("id=\"document\">").unwrap() + "id=\"document\">".len();
        let document = html[start..].split("</script>").next().unwrap();
        let document: Value = serde_json::from_str(document).unwrap();
        assert_eq!(document, serde_json::json!({ "info": { "title": evil } }));
    }

    #[test]
    fn a_tag_is_found_among_others() {
        let tag = HeaderValue::from_static("\"a\"");
        let of = |values: &[&'static str]| {
            let values = values.iter().map(|value| (header::IF_NONE_MATCH, HeaderValue::from_static(value)));
            names(&values.collect(), &tag)
        };
        for values in [&["\"a\""][..], &["W/\"a\""], &["*"], &["\"b\", \"a\""], &["\"b\"", "\"a\""]] {
            assert!(of(values), "{values:?}");
        }
        for values in [&[][..], &["\"b\""], &["a"], &["\"ab\""], &["w/\"a\""]] {
            assert!(!of(values), "{values:?}");
        }
    }
}
