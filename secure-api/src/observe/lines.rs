//! Lines to stderr, which no request waits for.
//!
//! A thread of its own writes them, in their order. Where whoever reads them falls behind by [`MOST_WAITING`] lines, further
//! ones are given up and counted, and the count is told when there is room again: a log that is not read must not stop the
//! application. What is waiting is written before `serve` returns.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

use super::AUDIT_TARGET;

/// How many lines may wait: some megabytes at the most.
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
pub(super) struct Lines {
    queue: SyncSender<Entry>,
    lost: Arc<AtomicU64>,
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
    pub(super) fn start(to: impl Write + Send + 'static) -> io::Result<Self> {
        let (queue, waiting) = sync_channel(MOST_WAITING);
        let lost = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&lost);
        thread::Builder::new().name("secure-api-log".into()).spawn(move || write_all(to, &waiting, &counted))?;
        Ok(Self { queue, lost })
    }

    /// Makes these the lines of the process, of which [`flush`] waits.
    pub(super) fn install(self) {
        let _ = LINES.set(self);
    }

    /// Takes a whole line, or gives it up.
    pub(super) fn hand_in(&self, line: Vec<u8>) {
        if self.queue.try_send(Entry::Line(line)).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn flush(&self) {
        let (done, written) = sync_channel(1);
        let mut entry = Entry::Done(done);
        // A full queue is waited for no longer than an empty one that is not written.
        for _ in 0..FAREWELL.as_millis() {
            match self.queue.try_send(entry) {
                Ok(()) => {
                    let _ = written.recv_timeout(FAREWELL);
                    return;
                }
                Err(TrySendError::Full(back)) => entry = back,
                Err(TrySendError::Disconnected(_)) => return,
            }
            thread::sleep(Duration::from_millis(1));
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
    /// Never fails, since nobody could be told.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.hand_in(line.to_vec());
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

fn write_all(mut to: impl Write, waiting: &Receiver<Entry>, lost: &AtomicU64) {
    let mut together = Vec::new();
    while let Ok(first) = waiting.recv() {
        if matches!(first, Entry::Line(_)) {
            // Whoever hands in a line meanwhile wakes nobody, and all of them are one write.
            thread::sleep(GATHER);
        }
        let mut entry = Some(first);
        while let Some(next) = entry {
            match next {
                Entry::Line(line) => together.extend_from_slice(&line),
                Entry::Done(done) => {
                    write(&mut to, &mut together, lost);
                    let _ = done.send(());
                }
            }
            if together.len() >= MOST_TOGETHER {
                write(&mut to, &mut together, lost);
            }
            entry = waiting.try_recv().ok();
        }
        write(&mut to, &mut together, lost);
    }
}

/// Writes what there is, and how many lines were given up before. One that cannot be written, as on a full disk, is lost too:
/// there is no other place for it.
fn write(to: &mut impl Write, together: &mut Vec<u8>, lost: &AtomicU64) {
    let count = lost.swap(0, Ordering::Relaxed);
    if count > 0 {
        let told = format!(
            "{{\"level\":\"ERROR\",\"event\":\"lines_lost\",\"count\":{count},\"target\":\"{AUDIT_TARGET}\"}}\n"
        );
        together.extend_from_slice(told.as_bytes());
    }
    if !together.is_empty() {
        let _ = to.write_all(together).and_then(|()| to.flush());
        together.clear();
    }
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
