//! Audit events as lines of JSON. tracing-subscriber's own formatter builds a map of values for each event, and takes several
//! times as long.

use core::cell::Cell;
use core::fmt::{self, Write as _};
use std::io::Write as _;
use std::net::IpAddr;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

use super::escape::{MOST_CHARS, escaped};
use super::lines::Lines;
use super::{AUDIT_TARGET, moment};
use crate::provide::clock::since_1970;
use crate::words::{each, ends_json};

/// What a line takes as a rule.
const ROOM: usize = 640;

thread_local! {
    /// Where the last line of this thread was written: the next one needs no room of its own.
    static ROOM_OF_THREAD: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Writes each event that it is shown, in the fields that tracing-subscriber's flattened JSON has.
#[derive(Debug)]
pub(super) struct JsonLines {
    lines: Lines,
}

impl JsonLines {
    pub(super) fn new(lines: Lines) -> Self {
        Self { lines }
    }

    fn hand_in(&self, level: Level, target: &str, write: impl FnOnce(&mut Members)) {
        // Nothing to be had from it where the thread ends.
        let room = ROOM_OF_THREAD.try_with(Cell::take).unwrap_or_default();
        let mut line = Members::of_line_in(room, level);
        write(&mut line);
        let line = line.into_line(target);
        self.lines.hand_in(&line);
        if line.capacity() <= 4 * ROOM {
            let _ = ROOM_OF_THREAD.try_with(|room| room.set(line));
        }
    }
}

impl<S: Subscriber> Layer<S> for JsonLines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        self.hand_in(*metadata.level(), metadata.target(), |line| event.record(line));
    }
}

/// Hands in a line of the audit where the subscriber is ours, which then has nobody else to show it to; `false` where it is
/// another one. On its way through tracing an event is looked at by every filter, and its fields are visited one by one.
pub(super) fn hand_in(level: Level, write: impl FnOnce(&mut Members)) -> bool {
    let mut write = Some(write);
    tracing::dispatcher::get_default(|subscriber| {
        let ours = subscriber.downcast_ref::<JsonLines>();
        let Some((ours, write)) = ours.and_then(|ours| Some((ours, write.take()?))) else { return false };
        ours.hand_in(level, AUDIT_TARGET, write);
        true
    })
}

#[cfg(test)]
fn line_of(event: &Event<'_>) -> Vec<u8> {
    let metadata = event.metadata();
    let mut line = Members::of_line(*metadata.level());
    event.record(&mut line);
    line.into_line(metadata.target())
}

/// How a member with this name begins, where its value is a text.
macro_rules! begins {
    ($name:literal) => {
        concat!(",\"", $name, "\":\"")
    };
}
pub(super) use begins;

/// Members of an object, as they stand in a line: each with a comma before it.
#[derive(Default)]
pub(super) struct Members {
    json: Vec<u8>,
    /// What a value says of itself, before it is quoted.
    spoken: String,
}

impl Members {
    /// The beginning of a line.
    pub(super) fn of_line(level: Level) -> Self {
        Self::of_line_in(Vec::new(), level)
    }

    /// The same, in the place of a line that is not needed any more.
    fn of_line_in(mut json: Vec<u8>, level: Level) -> Self {
        json.clear();
        json.reserve(ROOM);
        let mut line = Self { json, spoken: String::new() };
        line.json.extend_from_slice(b"{\"timestamp\":\"");
        line.json.extend_from_slice(&moment::written(since_1970()));
        line.json.push(b'"');
        line.plain(begins!("level"), level.as_str());
        line
    }

    /// The whole line.
    pub(super) fn into_line(mut self, target: &str) -> Vec<u8> {
        self.plain(begins!("target"), target);
        self.json.extend_from_slice(b"}\n");
        self.json
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.json
    }

    /// Members that were written before.
    pub(super) fn written(&mut self, members: &[u8]) {
        self.json.extend_from_slice(members);
    }

    /// A text of ours that needs no escapes, with what [`begins`] it.
    pub(super) fn plain(&mut self, begins: &'static str, text: &str) {
        self.json.extend_from_slice(begins.as_bytes());
        self.json.extend_from_slice(text.as_bytes());
        self.json.push(b'"');
    }

    /// A text that somebody else wrote, made harmless.
    pub(super) fn foreign(&mut self, begins: &'static str, text: &str) {
        if text.len() <= MOST_CHARS && is_harmless(text.as_bytes()) {
            self.plain(begins, text);
        } else {
            self.json.extend_from_slice(begins.as_bytes());
            // The quote is written with the text.
            self.json.pop();
            self.quote(&escaped(text));
        }
    }

    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        self.quote(text);
    }

    pub(super) fn number(&mut self, name: &str, number: impl itoa::Integer) {
        self.name(name);
        self.digits(number);
    }

    /// An address, blank where there is none.
    pub(super) fn address(&mut self, begins: &'static str, address: Option<IpAddr>) {
        self.json.extend_from_slice(begins.as_bytes());
        match address {
            Some(IpAddr::V4(address)) => {
                let [first, others @ ..] = address.octets();
                self.octet(first);
                for octet in others {
                    self.json.push(b'.');
                    self.octet(octet);
                }
            }
            // Writing to a Vec cannot fail.
            Some(IpAddr::V6(address)) => drop(write!(self.json, "{address}")),
            None => {}
        }
        self.json.push(b'"');
    }

    /// Names of fields are written in the source, and need no escapes.
    fn name(&mut self, name: &str) {
        self.json.extend_from_slice(b",\"");
        self.json.extend_from_slice(name.as_bytes());
        self.json.extend_from_slice(b"\":");
    }

    fn quote(&mut self, text: &str) {
        let _ = serde_json::to_writer(&mut self.json, text);
    }

    fn octet(&mut self, octet: u8) {
        if octet >= 100 {
            self.json.push(b'0' + octet / 100);
        }
        if octet >= 10 {
            self.json.push(b'0' + octet / 10 % 10);
        }
        self.json.push(b'0' + octet % 10);
    }

    fn digits(&mut self, number: impl itoa::Integer) {
        self.json.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
    }

    fn spoken(&mut self, name: &str, says: fmt::Arguments<'_>) {
        let mut spoken = core::mem::take(&mut self.spoken);
        spoken.clear();
        // Writing to a String cannot fail.
        let _ = spoken.write_fmt(says);
        self.text(name, &spoken);
        self.spoken = spoken;
    }
}

/// Whether a text may stand in a line as it is. By words, since all that clients write goes through here.
fn is_harmless(text: &[u8]) -> bool {
    let Some(last) = text.last_chunk() else {
        return text.iter().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'));
    };
    let harmful = |word: &[u8; 8]| {
        let word = u64::from_le_bytes(*word);
        ends_json(word) | (word | word.wrapping_add(each(1))) & each(0x80)
    };
    text.as_chunks().0.iter().fold(harmful(last), |found, word| found | harmful(word)) == 0
}

impl Visit for Members {
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.number(field.name(), value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.number(field.name(), value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.name(field.name());
        self.json.extend_from_slice(if value { b"true" } else { b"false" });
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field.name(), value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.spoken(field.name(), format_args!("{value:?}"));
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::{Value, json};
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    /// Keeps lines instead of writing them.
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<Vec<u8>>>>);

    impl<S: Subscriber> Layer<S> for Kept {
        fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
            self.0.lock().unwrap().push(line_of(event));
        }
    }

    /// The line of the only event that is told of.
    pub(in super::super) fn line(tell: impl FnOnce()) -> Vec<u8> {
        let kept = Kept::default();
        tracing::subscriber::with_default(tracing_subscriber::registry().with(kept.clone()), tell);
        let mut lines = core::mem::take(&mut *kept.0.lock().unwrap());
        assert_eq!(lines.len(), 1);
        lines.remove(0)
    }

    #[test]
    fn a_byte_that_needs_an_escape_is_found_wherever_it_stands() {
        for length in 1..20 {
            for place in 0..length {
                for byte in 0..=255 {
                    let mut text = vec![b'a'; length];
                    text[place] = byte;
                    let harmless = (b' '..=b'~').contains(&byte) && byte != b'"' && byte != b'\\';
                    assert_eq!(is_harmless(&text), harmless, "{text:?}");
                }
            }
        }
    }

    #[test]
    fn of_a_text_that_somebody_else_wrote_the_beginning_is_told() {
        for (length, is_whole) in [(MOST_CHARS, true), (MOST_CHARS + 1, false), (100 * MOST_CHARS, false)] {
            let mut line = Members::of_line(Level::INFO);
            line.foreign(begins!("text"), &"a".repeat(length));
            let line = String::from_utf8(line.into_line("t")).unwrap();
            assert_eq!(line.contains(&"a".repeat(length)), is_whole, "{length}");
            assert!(line.contains(&"a".repeat(MOST_CHARS)) && line.len() < MOST_CHARS + 200, "{length}");
        }
    }

    #[test]
    fn a_line_is_one_object_of_the_events_fields() {
        let hostile = "a\"b\\c\nd\u{1}\u{2028}";
        let written = line(|| {
            tracing::warn!(target: "t", word = hostile, shown = %hostile, count = 7_u64, less = -7, yes = true, absent = None::<u64>);
        });
        assert_eq!(written.iter().filter(|byte| **byte == b'\n').count(), 1);
        let mut told: Value = serde_json::from_slice(&written).unwrap();
        let time = told.as_object_mut().unwrap().remove("timestamp").unwrap();
        assert!(time.as_str().unwrap().ends_with('Z'), "{time}");
        let expected = json!({
            "level": "WARN", "target": "t", "word": hostile, "shown": hostile, "count": 7, "less": -7, "yes": true
        });
        assert_eq!(told, expected);
    }
}
