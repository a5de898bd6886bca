//! What the application logs while it is attacked: lines that hold what must be in no log.

use std::fmt::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// What every canary begins with.
pub(super) const CANARY: &str = "canary7f3a";

/// Lines with a canary in them.
static FOUND: Mutex<Vec<String>> = Mutex::new(Vec::new());
/// How many lines were looked through.
static SEEN: AtomicU64 = AtomicU64::new(0);
static LISTENS: OnceLock<bool> = OnceLock::new();

/// Begins to listen, once in a process. Whether it does: where the process has a subscriber already, it does not.
pub(super) fn listens() -> bool {
    *LISTENS.get_or_init(|| tracing::subscriber::set_global_default(Listener).is_ok())
}

/// What of the log is looked at, in words.
pub(super) fn told() -> String {
    if !listens() {
        return "not looked at: the process has a subscriber of its own".to_owned();
    }
    let seen = SEEN.load(Ordering::Relaxed);
    format!("{seen} events and spans of this process, of DEBUG and above, were looked through for canaries")
}

/// The lines that hold a text.
pub(super) fn lines_with(text: &str) -> Vec<String> {
    let found = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
    found.iter().filter(|line| line.contains(text)).cloned().collect()
}

struct Listener;

struct Line(String);

impl Line {
    fn keep(self) {
        SEEN.fetch_add(1, Ordering::Relaxed);
        if self.0.contains(CANARY) {
            FOUND.lock().unwrap_or_else(PoisonError::into_inner).push(self.0);
        }
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let _ = write!(self.0, " {field}={value}");
    }
}

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::DEBUG
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line(span.metadata().name().to_owned());
        span.record(&mut line);
        line.keep();
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line(String::new());
        values.record(&mut line);
        line.keep();
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().target().to_owned());
        event.record(&mut line);
        line.keep();
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
