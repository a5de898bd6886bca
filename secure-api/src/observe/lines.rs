//! Lines to stderr, which no request waits for.
//!
//! A thread of its own writes them, in their order. Where whoever reads them falls behind by [`MOST_WAITING`] lines, further
//! ones are given up and counted, and the count is told when there is room again: a log that is not read must not stop the
//! application. Half of the places are the audit's alone, so that what handlers log does not push it out. What is waiting is
//! written before `serve` returns.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use tracing::Level;
use tracing_subscriber::fmt::MakeWriter;

use super::AUDIT_TARGET;
use super::json::{Members, begins};
use crate::provide::clock::{Clock as _, SystemClock};

/// How many lines may wait: some megabytes of the audit's.
const MOST_WAITING: usize = 8_192;
/// How long lines are gathered before they are written.
const GATHER: Duration = Duration::from_millis(5);
/// How many bytes are written at once.
const MOST_TOGETHER: usize = 64 * 1024;
/// How long the end of an application waits for a reader that stalls.
const FAREWELL: Duration = Duration::from_secs(1);

/// The lines of this process.
static LINES: OnceLock<Lines> = OnceLock::new();

/// Where lines are handed in.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    queue: SyncSender<Entry>,
    counts: Arc<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    waiting: AtomicUsize,
    lost: AtomicU64,
}

enum Entry {
    Line(Vec<u8>),
    /// Tells that everything before it was written.
    Done(SyncSender<()>),
}

impl Lines {
    /// Starts the thread that writes.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub(crate) fn start(to: impl Write + Send + 'static) -> io::Result<Self> {
        let (queue, waiting) = sync_channel(MOST_WAITING);
        let counts = Arc::new(Counts::default());
        let counted = Arc::clone(&counts);
        thread::Builder::new().name("secure-api-log".into()).spawn(move || write_all(to, &waiting, &counted))?;
        Ok(Self { queue, counts })
    }

    /// Whether the process has its lines.
    pub(super) fn are_installed() -> bool {
        LINES.get().is_some()
    }

    /// Makes these the lines of the process, of which [`flush`] waits.
    pub(crate) fn install(self) {
        let _ = LINES.set(self);
    }

    /// Takes a whole line of the audit, or gives it up.
    pub(crate) fn hand_in(&self, line: Vec<u8>) {
        self.counts.waiting.fetch_add(1, Ordering::Relaxed);
        if self.queue.try_send(Entry::Line(line)).is_err() {
            self.counts.waiting.fetch_sub(1, Ordering::Relaxed);
            self.counts.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn flush(&self) {
        let (done, written) = sync_channel(1);
        let (mut entry, clock) = (Entry::Done(done), SystemClock::new());
        let left = || FAREWELL.saturating_sub(Duration::from_millis(clock.monotonic_ms()));
        while !left().is_zero() {
            match self.queue.try_send(entry) {
                Ok(()) => {
                    let _ = written.recv_timeout(left());
                    return;
                }
                Err(TrySendError::Full(back)) => entry = back,
                Err(TrySendError::Disconnected(_)) => return,
            }
            thread::sleep(GATHER);
        }
    }
}

/// Waits until everything that was told so far is written, and a second at the most.
pub(crate) fn flush() {
    if let Some(lines) = LINES.get() {
        lines.flush();
    }
}

impl Write for Lines {
    /// A line that is not the audit's. Never fails, since nobody could be told.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.counts.waiting.load(Ordering::Relaxed) < MOST_WAITING / 2 {
            self.hand_in(line.to_vec());
        } else {
            self.counts.lost.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'l> MakeWriter<'l> for Lines {
    type Writer = Lines;
    fn make_writer(&'l self) -> Lines {
        self.clone()
    }
}

fn write_all(to: impl Write, waiting: &Receiver<Entry>, counts: &Counts) {
    let mut out = Out { to, together: Vec::new(), lines: 0, broken: false, counts };
    while let Ok(first) = waiting.recv() {
        if matches!(first, Entry::Line(_)) {
            // Whoever hands in a line meanwhile wakes nobody, and all of them are one write.
            thread::sleep(GATHER);
        }
        let mut entry = Some(first);
        while let Some(next) = entry {
            match next {
                Entry::Line(line) => out.add(&line),
                Entry::Done(done) => {
                    out.write();
                    let _ = done.send(());
                }
            }
            entry = waiting.try_recv().ok();
        }
        out.write();
    }
}

/// What is written together.
struct Out<'c, W> {
    to: W,
    together: Vec<u8>,
    lines: u64,
    /// Whether a write ended inside of a line.
    broken: bool,
    counts: &'c Counts,
}

impl<W: Write> Out<'_, W> {
    fn add(&mut self, line: &[u8]) {
        self.counts.waiting.fetch_sub(1, Ordering::Relaxed);
        self.together.extend_from_slice(line);
        self.lines += 1;
        if self.together.len() >= MOST_TOGETHER {
            self.write();
        }
    }

    /// Writes what there is, and how many lines were lost before. What cannot be written, as on a full disk, is lost too: there
    /// is no other place for it.
    fn write(&mut self) {
        if self.broken && self.together.is_empty() {
            // Tried again with the next line.
            return;
        }
        let count = self.counts.lost.swap(0, Ordering::Relaxed);
        if count > 0 {
            self.together.extend_from_slice(&lost(count));
        }
        if self.together.is_empty() {
            return;
        }
        if self.broken {
            self.together.insert(0, b'\n');
        }
        self.broken = self.to.write_all(&self.together).and_then(|()| self.to.flush()).is_err();
        if self.broken {
            self.counts.lost.fetch_add(count + self.lines, Ordering::Relaxed);
        }
        self.together.clear();
        self.lines = 0;
    }
}

fn lost(count: u64) -> Vec<u8> {
    let mut line = Members::of_line(Level::ERROR);
    line.plain(begins!("event"), "lines_lost");
    line.number("count", count);
    line.into_line(AUDIT_TARGET)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::channel;

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Writes nothing until it is let go.
    struct Stalled(Receiver<()>, Written);

    impl Write for Stalled {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.0.recv();
            self.1.write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn text(written: &Written) -> String {
        String::from_utf8(written.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn lines_are_written_in_order_and_all_of_them_once_it_is_flushed() {
        let written = Written::default();
        let mut lines = Lines::start(written.clone()).unwrap();
        for number in 0..1_000 {
            writeln!(lines, "{number}").unwrap();
        }
        lines.flush();
        let expected: String = (0..1_000).map(|number| format!("{number}\n")).collect();
        assert_eq!(text(&written), expected);
    }

    #[test]
    fn what_others_log_does_not_push_the_audit_out() {
        let (go, wait) = channel();
        let written = Written::default();
        let mut lines = Lines::start(Stalled(wait, written.clone())).unwrap();
        for _ in 0..MOST_WAITING {
            lines.write_all(b"x\n").unwrap();
        }
        for _ in 0..MOST_WAITING / 2 - 1 {
            lines.hand_in(b"audit\n".to_vec());
        }
        drop(go);
        lines.flush();
        assert_eq!(text(&written).lines().filter(|line| *line == "audit").count(), MOST_WAITING / 2 - 1);
    }

    /// A disk that is full for a while.
    struct Full(Arc<std::sync::atomic::AtomicBool>, Written);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0.load(Ordering::Relaxed) {
                let _ = self.1.write(bytes.get(..1).unwrap_or_default());
                return Err(io::Error::from(io::ErrorKind::StorageFull));
            }
            self.1.write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_a_full_disk_takes_half_of_is_counted_and_spoils_no_later_line() {
        let (full, written) = (Arc::new(true.into()), Written::default());
        let mut lines = Lines::start(Full(Arc::clone(&full), written.clone())).unwrap();
        lines.write_all(b"abc\n").unwrap();
        lines.flush();
        full.store(false, Ordering::Relaxed);
        lines.write_all(b"def\n").unwrap();
        lines.flush();
        let text = text(&written);
        let read: Vec<&str> = text.lines().collect();
        assert_eq!(read[..2], ["a", "def"]);
        let told: serde_json::Value = serde_json::from_str(read[2]).unwrap();
        assert_eq!(told["count"], 1);
    }

    #[test]
    fn a_reader_that_stalls_stops_nobody_and_what_was_lost_is_counted() {
        let (go, wait) = channel();
        let written = Written::default();
        let mut lines = Lines::start(Stalled(wait, written.clone())).unwrap();
        for _ in 0..MOST_WAITING + 500 {
            lines.write_all(b"x\n").unwrap();
        }
        drop(go);
        lines.flush();
        let text = text(&written);
        let told = text.lines().find(|line| line.contains("lines_lost")).unwrap();
        let told: serde_json::Value = serde_json::from_str(told).unwrap();
        let kept = text.lines().filter(|line| *line == "x").count();
        assert_eq!(told["count"].as_u64().unwrap() as usize + kept, MOST_WAITING + 500);
    }
}
