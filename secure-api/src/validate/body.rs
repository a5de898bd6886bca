//! The body: of the declared type, and no longer than declared, while it streams.

use axum::body::Body;
use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use http_body_util::BodyExt;
use zeroize::Zeroizing;

use crate::handle::Cx;
use crate::request::Field;
use crate::respond::Refusal;
use crate::serve::SlowBody;

/// What a body is declared to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Json,
    Form,
}

impl Kind {
    fn media_type(self) -> &'static str {
        match self {
            Kind::Json => "application/json",
            Kind::Form => "application/x-www-form-urlencoded",
        }
    }
}

/// Reads the body of a request, once. It may hold a password: what it was collected in is wiped.
pub(crate) async fn read<S>(cx: &mut Cx<S>, kind: Kind) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    if !is_of(kind, &cx.parts.headers) {
        return Err(Refusal::UnsupportedType(kind.media_type()));
    }
    let limit = usize::try_from(cx.policy.body_limit).unwrap_or(usize::MAX);
    let announced = cx.parts.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if guard!(BodyAnnounced) && announced.is_some_and(|length| length > cx.policy.body_limit) {
        return Err(Refusal::BodyTooLarge);
    }
    let body = cx.body.take().ok_or(Refusal::Broken("two arguments read the body"))?;
    collect(body, limit).await
}

/// Counts what arrives, whatever was announced: chunked bodies announce nothing (C87).
async fn collect(mut body: Body, limit: usize) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let mut read = Zeroizing::new(Vec::new());
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| lost(&error))?;
        let Ok(data) = frame.into_data() else { continue };
        if guard!(BodyLength) && read.len() + data.len() > limit {
            return Err(Refusal::BodyTooLarge);
        }
        append(&mut read, &data);
    }
    Ok(read)
}

/// A buffer that grows by itself leaves what was in it behind.
fn append(read: &mut Zeroizing<Vec<u8>>, data: &[u8]) {
    if read.capacity() - read.len() < data.len() {
        let mut larger = Zeroizing::new(Vec::with_capacity((read.len() * 2).max(read.len() + data.len())));
        larger.extend_from_slice(read);
        *read = larger;
    }
    read.extend_from_slice(data);
}

fn lost(error: &axum::Error) -> Refusal {
    if SlowBody::caused(error) { Refusal::BodySlow } else { Refusal::Malformed("the body breaks off") }
}

/// One Content-Type of the declared kind, UTF-8 where it names a charset, and no content coding.
fn is_of(kind: Kind, headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let (Some(written), None) = (types.next(), types.next()) else { return false };
    let Ok(written) = written.to_str() else { return false };
    let coded =
        headers.get_all(CONTENT_ENCODING).iter().any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"));
    // What nearly every client sends is not taken apart.
    (!coded || !guard!(ContentCoding)) && (written == kind.media_type() || names(kind, written) || !guard!(BodyType))
}

/// Whether a text is this type, with parameters that change nothing.
fn names(kind: Kind, written: &str) -> bool {
    let mut parts = written.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    essence.eq_ignore_ascii_case(kind.media_type()) && parts.all(is_harmless_parameter)
}

fn is_harmless_parameter(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else { return parameter.is_empty() };
    let value = value.trim_matches('"');
    !name.eq_ignore_ascii_case("charset")
        || !guard!(Charset)
        || value.eq_ignore_ascii_case("utf-8")
        || value.eq_ignore_ascii_case("utf8")
}

/// Whether a client takes JSON. One that says nothing takes everything; of several ranges the most specific decides
/// (RFC 9110, 12.5.1).
pub(crate) fn accepts_json(headers: &HeaderMap, accept: Field<'_>) -> bool {
    match accept.first {
        None => return true,
        // What nearly every client sends is not taken apart.
        Some(only) if !accept.is_repeated && (only == "*/*" || only == "application/json") => return true,
        Some(_) => {}
    }
    let ranges = headers.get_all(ACCEPT).iter().filter_map(as_text).flat_map(|list| list.split(',')).filter_map(judged);
    ranges.max_by_key(|(specific, _)| *specific).is_some_and(|(_, taken)| taken)
}

fn as_text(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()
}

/// How specific a range is and whether it takes; `None` for one that is about other types.
fn judged(range: &str) -> Option<(u8, bool)> {
    let mut parts = range.split(';').map(str::trim);
    let specific = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "application/json" => 4,
        // What is refused is one, and a client that is made from the document asks for no other where nothing is sent.
        "application/problem+json" => 3,
        "application/*" => 2,
        "*/*" => 1,
        "" => 0,
        _ => return None,
    };
    let refused = parts.any(|parameter| {
        let weight = parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q="));
        weight.and_then(|weight| weight.parse::<f32>().ok()).is_some_and(|weight| weight <= 0.0)
    });
    Some((specific, !refused))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Head;

    fn typed(content_type: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_str(content_type).unwrap());
        headers
    }

    #[test]
    fn only_the_declared_type_in_utf_8_is_read() {
        for good in [
            "application/json",
            "Application/JSON",
            "application/json; charset=utf-8",
            "application/json;charset=\"UTF-8\"",
            "application/json;",
            "application/json; profile=\"a\"; charset=utf-8",
        ] {
            assert!(is_of(Kind::Json, &typed(good)), "{good}");
        }
        for bad in [
            "text/plain",
            "application/json; charset=utf-16",
            "application/json, text/plain",
            "application/jsonp",
            "application/x-www-form-urlencoded",
            "application/json; charset",
            "",
        ] {
            assert!(!is_of(Kind::Json, &typed(bad)), "{bad}");
        }
        assert!(!is_of(Kind::Json, &HeaderMap::new()));
    }

    #[test]
    fn a_coded_body_or_a_second_type_is_not_read() {
        let mut coded = typed("application/json");
        coded.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert!(!is_of(Kind::Json, &coded));
        let mut twice = typed("application/json");
        twice.append(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        assert!(!is_of(Kind::Json, &twice));
    }

    #[test]
    fn a_client_that_refuses_json_is_told_apart() {
        let accept = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_str(text).unwrap());
            accepts_json(&headers, Head::of(&headers).accept)
        };
        assert!(accepts_json(&HeaderMap::new(), Field::default()));
        for good in ["*/*", "application/json", "text/html, application/*;q=0.5", "text/html,*/*;q=0.1"] {
            assert!(accept(good), "{good}");
        }
        for bad in ["text/html", "application/xml", "application/json;q=0", "image/*", "application/json;q=0, */*"] {
            assert!(!accept(bad), "{bad}");
        }
        assert!(accept(""), "it says nothing");
        let mut lines = HeaderMap::new();
        lines.append(ACCEPT, HeaderValue::from_static("*/*"));
        lines.append(ACCEPT, HeaderValue::from_static("application/json;q=0"));
        assert!(!accepts_json(&lines, Head::of(&lines).accept), "the second line counts");
    }
}
