//! The table for a terminal: what was tried of what, how often it held.

use std::collections::BTreeMap;
use std::fmt::{self, Formatter};

use super::{CaseReport, Outcome, Report};

/// The most failures that are written out.
const MOST_TOLD: usize = 25;

/// How many of a cell held, failed and were not run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) held: usize,
    pub(super) failed: usize,
    pub(super) not_run: usize,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { held, failed, not_run } = *self;
        let total = held + failed + not_run;
        let text = match (total, held == total) {
            (0, _) => "-".to_owned(),
            (_, true) => total.to_string(),
            (_, false) => format!("{held}/{total}"),
        };
        f.pad(&text)
    }
}

/// The groups that there are, and the cells of each subject.
pub(super) fn cells(report: &Report) -> (Vec<&'static str>, Vec<(&str, Vec<Cell>)>) {
    let mut groups: Vec<&'static str> = Vec::new();
    let mut subjects: Vec<&str> = Vec::new();
    let mut counted: BTreeMap<(&str, &str), Cell> = BTreeMap::new();
    for CaseReport { group, subject, outcome, .. } in &report.cases {
        if !groups.contains(group) {
            groups.push(group);
        }
        if !subjects.contains(&subject.as_str()) {
            subjects.push(subject);
        }
        let cell = counted.entry((subject, group)).or_default();
        match outcome {
            Outcome::Held => cell.held += 1,
            Outcome::Failed { .. } => cell.failed += 1,
            Outcome::NotRun { .. } => cell.not_run += 1,
        }
    }
    let row = |subject: &&'_ str| {
        groups.iter().map(|group| counted.get(&(*subject, *group)).copied().unwrap_or_default()).collect()
    };
    let rows = subjects.iter().map(|subject| (*subject, row(subject))).collect();
    (groups, rows)
}

pub(super) fn write(report: &Report, f: &mut Formatter<'_>) -> fmt::Result {
    let (groups, rows) = cells(report);
    let width = rows.iter().map(|(subject, _)| subject.chars().count()).max().unwrap_or(0).max(8);
    write!(f, "{:width$}", "")?;
    groups.iter().try_for_each(|group| write!(f, "  {group:>8}"))?;
    writeln!(f)?;
    for (subject, cells) in &rows {
        write!(f, "{subject:width$}")?;
        cells.iter().try_for_each(|cell| write!(f, "  {cell:>8}"))?;
        writeln!(f)?;
    }
    let (failed, not_run) = (report.failed().count(), report.not_run().count());
    let held = report.cases.iter().filter(|case| case.outcome.is_held()).count();
    let seconds = report.elapsed().as_secs_f64();
    writeln!(f, "{held} of {} cases held, {failed} failed, {not_run} not run, in {seconds:.1} s", report.cases.len())?;
    write_timings(report, f)?;
    for exception in &report.exceptions {
        writeln!(f, "excepted: {exception}")?;
    }
    if let Some(reason) = &report.without_objects {
        writeln!(f, "without objects: {reason}")?;
    }
    for kind in &report.unread {
        writeln!(f, "not understood in the lock: `{kind}`")?;
    }
    write_target(report, f)?;
    write_failures(report, f)
}

fn write_target(report: &Report, f: &mut Formatter<'_>) -> fmt::Result {
    let Some(target) = report.target() else { return Ok(()) };
    writeln!(f, "at {}: {}", target.base, report.verdict())?;
    writeln!(f, "{} objects were made, {} are left", target.made, target.left.len())?;
    target.left.iter().try_for_each(|left| writeln!(f, "left: {left}"))?;
    target.changed.iter().try_for_each(|changed| writeln!(f, "changed: {changed}"))
}

fn write_timings(report: &Report, f: &mut Formatter<'_>) -> fmt::Result {
    for timing in &report.timings {
        let (first, second, t) = (timing.first_us, timing.second_us, timing.welch_t);
        writeln!(f, "time of {}: {first:.0} µs and {second:.0} µs, t = {t:.1} ({} each)", timing.what, timing.samples)?;
    }
    Ok(())
}

fn write_failures(report: &Report, f: &mut Formatter<'_>) -> fmt::Result {
    for case in report.failed().take(MOST_TOLD) {
        if let Outcome::Failed { why, curl, exchange } = &case.outcome {
            writeln!(f, "\nfailed: {}\n  {why}\n  {curl}", case.id)?;
            exchange.lines().take(40).try_for_each(|line| writeln!(f, "    {line}"))?;
        }
    }
    if let Some(more) = report.failed().count().checked_sub(MOST_TOLD).filter(|more| *more > 0) {
        writeln!(f, "\nand {more} more: `report.to_json()` has them")?;
    }
    write_not_run(report, f)
}

/// By their reasons, which many of them share.
fn write_not_run(report: &Report, f: &mut Formatter<'_>) -> fmt::Result {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for case in report.not_run() {
        if let Outcome::NotRun { why } = &case.outcome {
            reasons.entry(why).or_default().push(&case.id);
        }
    }
    for (why, ids) in reasons {
        match ids.as_slice() {
            [only] => writeln!(f, "\nnot run: {only}\n  {why}")?,
            [first, ..] => writeln!(f, "\nnot run: {} cases, as {first}\n  {why}", ids.len())?,
            [] => {}
        }
    }
    Ok(())
}
