//! What this process has used, by the kernel's own account.

use std::fs;

use rustix::time::{ClockId, clock_gettime};

/// Bytes of a page, on the machines that this runs on.
const PAGE: u64 = 4_096;

#[derive(Clone, Copy, Debug)]
pub(super) struct Usage {
    /// Of all threads.
    pub(super) cpu_ns: u64,
    /// Bytes.
    pub(super) resident: u64,
}

impl Usage {
    pub(super) fn now() -> Self {
        let spent = clock_gettime(ClockId::ProcessCPUTime);
        let cpu_ns = spent.tv_sec as u64 * 1_000_000_000 + spent.tv_nsec as u64;
        Self { cpu_ns, resident: number(&read("/proc/self/statm"), 1) * PAGE }
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

fn number(text: &str, place: usize) -> u64 {
    text.split_whitespace().nth(place).and_then(|word| word.parse().ok()).unwrap_or(0)
}
