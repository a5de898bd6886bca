//! An exchange for people: a line of a shell that sends it again, and its text.

use std::fmt::Write;

use crate::attack::ask::{Answer, Ask, Body, Exchange, Who};

/// The most of a body that is shown.
const MOST_SHOWN: usize = 400;
/// The longest body that stands in a line.
const LONGEST_LINE: usize = 2_000;

/// A line of a shell.
pub(in crate::attack) fn curl(exchange: &Exchange) -> String {
    match exchange {
        Exchange::Asked { ask, .. } => of_ask(ask),
        Exchange::Raw { sent, .. } => {
            let address = "${BASE#http://}";
            let text = if sent.len() > LONGEST_LINE { &sent[..LONGEST_LINE] } else { sent };
            let cut = if sent.len() > LONGEST_LINE {
                format!("  # the first of {} bytes", sent.len())
            } else {
                String::new()
            };
            format!("printf '{}' | nc -w 2 $(echo {address} | tr : ' '){cut}", printf(text))
        }
    }
}

fn of_ask(ask: &Ask) -> String {
    let mut line = String::new();
    if let Who::Caller(_) = &ask.who {
        let _ = write!(line, "TOKEN=..  # a token of {}\n  ", ask.who);
    }
    let head = if ask.method == "HEAD" { " --head".to_owned() } else { format!(" -X {}", quoted(&ask.method)) };
    let _ = write!(line, "curl -i --path-as-is{head} \"$BASE\"{}", quoted(&ask.target));
    if !ask.headers.iter().any(|(name, _)| name == "host") {
        line.push_str(" -H 'host: api.test'");
    }
    match &ask.who {
        Who::Nobody => {}
        Who::Bearer(token) => {
            let _ = write!(line, " -H {}", quoted(&format!("authorization: Bearer {token}")));
        }
        Who::Caller(_) => line.push_str(" -H \"authorization: Bearer $TOKEN\""),
    }
    for (name, value) in &ask.headers {
        let _ = write!(line, " -H {}", quoted(&format!("{name}: {value}")));
    }
    if matches!(ask.body, Body::Chunked(_)) {
        line.push_str(" -H 'transfer-encoding: chunked'");
    }
    let body = ask.bytes();
    if body.len() > LONGEST_LINE {
        let first = quoted(&String::from_utf8_lossy(&body[..40]));
        return format!(
            "head -c {} /dev/zero | tr '\\0' x | {line} --data-binary @-  # begins with {first}",
            body.len()
        );
    }
    if !body.is_empty() {
        let _ = write!(line, " --data-binary {}", quoted(&String::from_utf8_lossy(body)));
    }
    line
}

/// As a shell takes it for itself.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// As `printf` of a shell writes it again.
fn printf(bytes: &[u8]) -> String {
    let one = |byte: &u8| match byte {
        b'\r' => "\\r".to_owned(),
        b'\n' => "\\n".to_owned(),
        b'%' => "%%".to_owned(),
        b'\\' => "\\\\".to_owned(),
        b' '..=b'~' if *byte != b'\'' => char::from(*byte).to_string(),
        other => format!("\\{other:03o}"),
    };
    bytes.iter().map(one).collect()
}

/// The beginning of a body.
pub(in crate::attack) fn short(body: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(body).chars().take(MOST_SHOWN).collect();
    if body.len() > MOST_SHOWN { format!("{text}.. ({} bytes)", body.len()) } else { text }
}

/// Request and answer. A token is not in it.
pub(in crate::attack) fn exchange_text(exchange: &Exchange) -> String {
    let mut text = String::new();
    match exchange {
        Exchange::Asked { ask, answer } => {
            let _ = writeln!(text, "{} {} as {}", ask.method, short(ask.target.as_bytes()), ask.who);
            for (name, value) in ask.headers.iter().filter(|(name, _)| name != "authorization") {
                let _ = writeln!(text, "  {name}: {}", short(value.as_bytes()));
            }
            if !ask.bytes().is_empty() {
                let _ = writeln!(text, "  {}", short(ask.bytes()));
            }
            match answer {
                Some(answer) => write_answer(&mut text, answer),
                None => text.push_str("no answer\n"),
            }
        }
        Exchange::Raw { sent, answers } => {
            let _ = writeln!(text, "{}", short(printf(sent).as_bytes()));
            answers.iter().for_each(|answer| write_answer(&mut text, answer));
            if answers.is_empty() {
                text.push_str("no answer\n");
            }
        }
    }
    text
}

fn write_answer(text: &mut String, answer: &Answer) {
    let _ = writeln!(text, "{}", answer.status);
    for (name, value) in &answer.headers {
        let _ = writeln!(text, "  {name}: {}", String::from_utf8_lossy(value.as_bytes()));
    }
    if !answer.body.is_empty() {
        let _ = writeln!(text, "  {}", short(&answer.body));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_sends_what_was_sent_and_nothing_runs_in_it() {
        let ask = Ask::new("POST", "/a?b='$(id)'", Who::Nobody).header("x-a", "`id`").body("it's %s");
        let line = curl(&Exchange::Asked { ask: Box::new(ask), answer: None });
        assert_eq!(
            line,
            r#"curl -i --path-as-is -X 'POST' "$BASE"'/a?b='\''$(id)'\''' -H 'host: api.test' -H 'x-a: `id`' --data-binary 'it'\''s %s'"#
        );
        let raw = curl(&Exchange::Raw { sent: b"GET /%' HTTP/1.1\r\n\r\n\xff".to_vec(), answers: Vec::new() });
        assert!(raw.starts_with(r"printf 'GET /%%\047 HTTP/1.1\r\n\r\n\377' | nc"), "{raw}");
    }

    #[test]
    fn a_token_of_a_caller_is_in_no_text() {
        let ask = Ask::new("GET", "/a", Who::Bearer("forged".to_owned())).header("authorization", "Bearer other");
        let text = exchange_text(&Exchange::Asked { ask: Box::new(ask), answer: None });
        assert!(!text.contains("forged") && !text.contains("other"), "{text}");
    }
}
