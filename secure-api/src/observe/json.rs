//! Audit events as lines of JSON. tracing-subscriber's own formatter builds a map of values for each event, and takes several
//! times as long.

use core::fmt::{self, Write as _};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::layer::{Context, Layer};

use super::lines::Lines;

/// What a line takes as a rule.
const ROOM: usize = 640;

/// Writes each event that it is shown, in the fields that tracing-subscriber's flattened JSON has.
#[derive(Debug)]
pub(super) struct JsonLines {
    lines: Lines,
}

impl JsonLines {
    pub(super) fn new(lines: Lines) -> Self {
        Self { lines }
    }
}

impl<S: Subscriber> Layer<S> for JsonLines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        self.lines.hand_in(line_of(event));
    }
}

/// The time, as every line has it.
pub(super) fn now() -> String {
    let mut time = String::with_capacity(32);
    // Writing to a String cannot fail.
    let _ = SystemTime.format_time(&mut Writer::new(&mut time));
    time
}

fn line_of(event: &Event<'_>) -> Vec<u8> {
    let metadata = event.metadata();
    let mut line = Line { json: Vec::with_capacity(ROOM), spoken: String::new() };
    line.json.extend_from_slice(b"{\"timestamp\":");
    line.quote(&now());
    line.text("level", metadata.level().as_str());
    event.record(&mut line);
    line.text("target", metadata.target());
    line.json.extend_from_slice(b"}\n");
    line.json
}

/// A line as far as it is written.
struct Line {
    json: Vec<u8>,
    /// What a value says of itself, before it is quoted.
    spoken: String,
}

impl Line {
    /// Names of fields are written in the source, and need no escapes.
    fn name(&mut self, name: &str) {
        self.json.extend_from_slice(b",\"");
        self.json.extend_from_slice(name.as_bytes());
        self.json.extend_from_slice(b"\":");
    }

    fn quote(&mut self, text: &str) {
        let _ = serde_json::to_writer(&mut self.json, text);
    }

    fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        self.quote(text);
    }
}

impl Visit for Line {
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.name(field.name());
        let _ = serde_json::to_writer(&mut self.json, &value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.name(field.name());
        let _ = serde_json::to_writer(&mut self.json, &value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.name(field.name());
        let _ = serde_json::to_writer(&mut self.json, &value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field.name(), value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let mut spoken = core::mem::take(&mut self.spoken);
        spoken.clear();
        let _ = write!(spoken, "{value:?}");
        self.text(field.name(), &spoken);
        self.spoken = spoken;
    }
}

#[cfg(test)]
mod tests {
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

    fn line(tell: impl FnOnce()) -> Value {
        let kept = Kept::default();
        tracing::subscriber::with_default(tracing_subscriber::registry().with(kept.clone()), tell);
        let lines = kept.0.lock().unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].iter().filter(|byte| **byte == b'\n').count(), 1);
        serde_json::from_slice(&lines[0]).unwrap()
    }

    #[test]
    fn a_line_is_one_object_of_the_events_fields() {
        let hostile = "a\"b\\c\nd\u{1}\u{2028}";
        let mut told = line(|| {
            tracing::warn!(target: "t", word = hostile, shown = %hostile, count = 7_u64, less = -7, yes = true, absent = None::<u64>);
        });
        let time = told.as_object_mut().unwrap().remove("timestamp").unwrap();
        assert!(time.as_str().unwrap().ends_with('Z'), "{time}");
        let expected = json!({
            "level": "WARN", "target": "t", "word": hostile, "shown": hostile, "count": 7, "less": -7, "yes": true
        });
        assert_eq!(told, expected);
    }
}
