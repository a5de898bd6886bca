//! What this process has used, by the kernel's own account.

use std::fs;

/// Bytes of a page, on the machines that this runs on.
const PAGE: u64 = 4_096;

#[derive(Clone, Copy, Debug)]
pub(super) struct Usage {
    /// Of all threads that are alive.
    pub(super) cpu_ns: u64,
    /// Bytes.
    pub(super) resident: u64,
}

impl Usage {
    pub(super) fn now() -> Self {
        let threads = fs::read_dir("/proc/self/task").expect("Linux").flatten();
        let cpu_ns =
            threads.map(|thread| number(&read(&thread.path().join("schedstat").display().to_string()), 0)).sum();
        Self { cpu_ns, resident: number(&read("/proc/self/statm"), 1) * PAGE }
    }
}

/// A thread that has just ended has nothing to tell.
fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

fn number(text: &str, place: usize) -> u64 {
    text.split_whitespace().nth(place).and_then(|word| word.parse().ok()).unwrap_or(0)
}
