//! What was logged.

use std::fmt;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use secure_api::observe::AUDIT_TARGET;
use serde_json::Value;
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Level};
use tracing_subscriber::fmt::MakeWriter;

/// Everything that is logged on this thread while this lives, at every level. For tests on a single thread.
pub struct Log {
    lines: Lines,
    _until_dropped: DefaultGuard,
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Begins to listen.
    #[must_use]
    pub fn capture() -> Self {
        // While there is one subscriber in the process, what another thread logs for the first time is asked of that thread's
        // alone, and is not logged anywhere from then on where that thread has none. So there is a second one.
        static SECOND: OnceLock<Dispatch> = OnceLock::new();
        SECOND.get_or_init(|| Dispatch::new(tracing_subscriber::registry()));
        let lines = Lines::default();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_max_level(Level::TRACE)
            .with_writer(lines.clone())
            .finish();
        Self { lines, _until_dropped: tracing::subscriber::set_default(subscriber) }
    }

    /// All of it, as text.
    ///
    /// # Panics
    /// Where it is no UTF-8.
    #[must_use]
    pub fn text(&self) -> String {
        let lines = self.lines.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8(lines.clone()).expect("a log is text")
    }

    /// The audit events.
    ///
    /// # Panics
    /// Where a line is no JSON: someone broke out of a field.
    #[must_use]
    pub fn audit(&self) -> Vec<Value> {
        let text = self.text();
        let events = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line is JSON"));
        events.filter(|event| event["target"] == AUDIT_TARGET).collect()
    }

    /// The audit events since this was asked the last time.
    #[must_use]
    pub fn fresh_audit(&self) -> Vec<Value> {
        let events = self.audit();
        self.lines.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
        events
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log").finish_non_exhaustive()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Lines {
    type Writer = Self;
    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}
