//! What somebody sees who waits: one line that changes, or a line now and then where there is no terminal.

use std::io::{IsTerminal, Write, stderr};
use std::sync::Mutex;
use std::sync::PoisonError;

use super::report::Outcome;

/// How far it is.
pub(super) struct Progress {
    total: usize,
    quiet: bool,
    terminal: bool,
    counted: Mutex<Counted>,
}

#[derive(Default)]
struct Counted {
    done: usize,
    failed: usize,
    not_run: usize,
}

impl Progress {
    pub(super) fn new(total: usize, quiet: bool) -> Self {
        Self { total, quiet, terminal: stderr().is_terminal(), counted: Mutex::default() }
    }

    /// Counts a case.
    pub(super) fn done(&self, group: &str, id: &str, outcome: &Outcome) {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        counted.done += 1;
        counted.failed += usize::from(matches!(outcome, Outcome::Failed { .. }));
        counted.not_run += usize::from(matches!(outcome, Outcome::NotRun { .. }));
        if self.quiet {
            return;
        }
        if let (Outcome::Failed { why, .. }, true) = (outcome, counted.failed <= 20) {
            tell(&format!("{}attack: failed: {id}: {why}\n", if self.terminal { "\r\x1b[2K" } else { "" }));
        }
        let tenth = (self.total / 10).max(1);
        if self.terminal {
            tell(&format!("\r\x1b[2Kattack: {}, {group}", counted.told(self.total)));
        } else if counted.done.is_multiple_of(tenth) {
            tell(&format!("attack: {}\n", counted.told(self.total)));
        }
    }

    /// Leaves the line free.
    pub(super) fn end(&self) {
        if self.terminal && !self.quiet {
            tell("\r\x1b[2K");
        }
    }
}

impl Counted {
    fn told(&self, total: usize) -> String {
        format!("{} of {total} cases, {} failed, {} not run", self.done, self.failed, self.not_run)
    }
}

/// Past what test harnesses keep back; nobody is there to be told that it cannot be written.
fn tell(text: &str) {
    let _ = stderr().lock().write_all(text.as_bytes());
}
