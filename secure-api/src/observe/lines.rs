//! Lines to stderr, which no request waits for.
//!
//! A thread of its own writes them, in their order. Where whoever reads them falls behind by [`MOST_WAITING`] lines, further
//! ones are given up and counted, and the count is told when there is room again: a log that is not read must not stop the
//! application. Half of the places are the audit's alone, so that what handlers log does not push it out. What is waiting is
//! written before `serve` returns.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use tracing::Level;
use tracing_subscriber::fmt::MakeWriter;

use super::AUDIT_TARGET;
use super::json::{Members, begins};

/// How many lines may wait: some megabytes of the audit's.
const MOST_WAITING: usize = 8_192;
/// How long lines are gathered before they are written.
const GATHER: Duration = Duration::from_millis(5);
/// From how many bytes on lines are no longer written together with those before them.
const MOST_TOGETHER: usize = 64 * 1024;
/// How long the end of an application waits for a reader that stalls. The readers of the tests do not, but the machine may.
const FAREWELL: Duration = Duration::from_secs(if cfg!(test) { 60 } else { 1 });

/// The lines of this process.
static LINES: OnceLock<Lines> = OnceLock::new();

/// Where lines are handed in.
#[derive(Clone, Debug)]
pub(crate) struct Lines(Arc<Handle>);

/// Ends the thread with the last of its owners.
#[derive(Debug)]
struct Handle(Arc<Shared>);

/// What is handed in stands behind what waits already: nothing is allocated for a line.
#[derive(Debug, Default)]
struct Shared {
    queue: Mutex<Queue>,
    is_more: Condvar,
}

#[derive(Debug, Default)]
struct Queue {
    /// What is written together each time.
    waiting: VecDeque<Together>,
    /// How many lines are in these.
    lines: usize,
    /// How many were given up.
    lost: u64,
    /// Who is told that everything before was written.
    done: Vec<SyncSender<()>>,
    /// Room that was used before.
    spare: Vec<u8>,
    /// Whether the thread waits until it is woken.
    is_asleep: bool,
    is_over: bool,
}

#[derive(Debug, Default)]
struct Together {
    text: Vec<u8>,
    lines: usize,
}

impl Lines {
    /// Starts the thread that writes.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub(crate) fn start(to: impl Write + Send + 'static) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let of_thread = Arc::clone(&shared);
        thread::Builder::new().name("secure-api-log".into()).spawn(move || write_all(to, &of_thread))?;
        Ok(Self(Arc::new(Handle(shared))))
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
    pub(crate) fn hand_in(&self, line: &[u8]) {
        self.take(line, MOST_WAITING);
    }

    /// Takes a line where fewer than `most` wait.
    fn take(&self, line: &[u8], most: usize) {
        self.tell(|queue| {
            if queue.lines >= most {
                queue.lost += 1;
            } else {
                queue.add(line);
            }
        });
    }

    fn tell(&self, act: impl FnOnce(&mut Queue)) {
        let Handle(shared) = &*self.0;
        let mut queue = shared.queue();
        act(&mut queue);
        let is_asleep = core::mem::take(&mut queue.is_asleep);
        drop(queue);
        if is_asleep {
            shared.is_more.notify_one();
        }
    }

    fn flush(&self) {
        let (done, written) = sync_channel(1);
        self.tell(|queue| queue.done.push(done));
        let _ = written.recv_timeout(FAREWELL);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.queue().is_over = true;
        self.0.is_more.notify_one();
    }
}

impl Shared {
    // Between any two statements it is consistent, whoever panicked there.
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is something to do; `false` where nothing will come any more.
    fn wait(&self) -> bool {
        let mut queue = self.queue();
        while queue.waiting.is_empty() && queue.done.is_empty() {
            if queue.is_over {
                return false;
            }
            queue.is_asleep = true;
            queue = self.is_more.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        queue.is_asleep = false;
        true
    }
}

impl Queue {
    fn add(&mut self, line: &[u8]) {
        self.lines += 1;
        if let Some(last) = self.waiting.back_mut().filter(|last| last.text.len() < MOST_TOGETHER) {
            last.text.extend_from_slice(line);
            last.lines += 1;
            return;
        }
        let mut text = core::mem::take(&mut self.spare);
        text.extend_from_slice(line);
        self.waiting.push_back(Together { text, lines: 1 });
    }

    fn next(&mut self) -> Option<Together> {
        let next = self.waiting.pop_front()?;
        self.lines -= next.lines;
        Some(next)
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
        self.take(line, MOST_WAITING / 2);
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

fn write_all(to: impl Write, shared: &Shared) {
    let mut out = Out { to, broken: false, shared };
    while shared.wait() {
        if shared.queue().done.is_empty() {
            // Whoever hands in a line meanwhile wakes nobody, and all of them are one write.
            thread::sleep(GATHER);
        }
        let (before, done) = {
            let mut queue = shared.queue();
            (queue.waiting.len(), core::mem::take(&mut queue.done))
        };
        for _ in 0..before.max(1) {
            out.write_next();
        }
        // What they wait for was handed in before they were.
        for waiting in done {
            let _ = waiting.send(());
        }
    }
}

/// Where lines go.
struct Out<'s, W> {
    to: W,
    /// Whether a write ended inside of a line.
    broken: bool,
    shared: &'s Shared,
}

impl<W: Write> Out<'_, W> {
    /// Writes what is next, and how many lines were lost before. What cannot be written, as on a full disk, is lost too: there is
    /// no other place for it.
    fn write_next(&mut self) {
        let mut queue = self.shared.queue();
        let next = queue.next();
        if next.is_none() && (queue.lost == 0 || self.broken) {
            // Told with the next line.
            return;
        }
        let count = core::mem::take(&mut queue.lost);
        drop(queue);
        let Together { mut text, lines } = next.unwrap_or_default();
        if count > 0 {
            text.extend_from_slice(&lost(count));
        }
        if self.broken {
            text.insert(0, b'\n');
        }
        self.broken = self.to.write_all(&text).and_then(|()| self.to.flush()).is_err();
        let mut queue = self.shared.queue();
        if self.broken {
            queue.lost += count + lines as u64;
        }
        if text.capacity() <= 2 * MOST_TOGETHER {
            text.clear();
            queue.spare = text;
        }
    }
}

fn lost(count: u64) -> Vec<u8> {
    let mut line = Members::of_line(Level::ERROR);
    line.plain(begins!("event"), "lines_lost");
    line.number("count", count);
    line.into_line(AUDIT_TARGET)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::atomic::Ordering;
    use std::sync::mpsc::{Receiver, channel};

    use super::*;

    /// What was written.
    #[derive(Clone, Default)]
    pub(crate) struct Written(Arc<Mutex<Vec<u8>>>);

    impl Written {
        pub(crate) fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

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

    #[test]
    fn lines_are_written_in_order_and_all_of_them_once_it_is_flushed() {
        let written = Written::default();
        let mut lines = Lines::start(written.clone()).unwrap();
        for number in 0..1_000 {
            writeln!(lines, "{number}").unwrap();
        }
        lines.flush();
        let expected: String = (0..1_000).map(|number| format!("{number}\n")).collect();
        assert_eq!(written.text(), expected);
    }

    #[test]
    fn what_was_written_takes_no_room_any_more() {
        let written = Written::default();
        let mut lines = Lines::start(written.clone()).unwrap();
        for round in 0..8 {
            for _ in 0..MOST_WAITING / 4 {
                lines.write_all(b"x\n").unwrap();
            }
            lines.flush();
            assert_eq!(written.text(), "x\n".repeat((round + 1) * MOST_WAITING / 4));
        }
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
            lines.hand_in(b"audit\n");
        }
        drop(go);
        lines.flush();
        assert_eq!(written.text().lines().filter(|line| *line == "audit").count(), MOST_WAITING / 2 - 1);
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
        let text = written.text();
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
        let text = written.text();
        let told = text.lines().find(|line| line.contains("lines_lost")).unwrap();
        let told: serde_json::Value = serde_json::from_str(told).unwrap();
        let kept = text.lines().filter(|line| *line == "x").count();
        assert_eq!(told["count"].as_u64().unwrap() as usize + kept, MOST_WAITING + 500);
    }
}
