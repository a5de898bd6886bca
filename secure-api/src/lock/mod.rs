//! `security.lock`: what an application does, as it was reviewed.
//!
//! The file stands in the application's repository, one sorted line for each route, rule, type, issuer and opt-out. A test
//! compares it with the program, and a program can refuse to start where the two differ. A difference is told by what it means:
//! a tightening, a weakening or neither. A weakening is accepted with an approval alone, that names the two states and says why;
//! it goes into the line that it was for, and is of no use again (C126).
//!
//! Which of two states is the stricter one is said in the order of [`Direction`]; where it cannot be told, it is a weakening.
//!
//! What the file does not show is in the code that it names: the body of a handler, what a rule calls, how an object is loaded, and
//! the pattern behind the name of a `regex`. A line that is
//! changed by hand is seen by its seal, which is no signature: who may change the file is said by the repository.

mod approval;
mod check;
mod compare;
mod line;
mod order;
mod rate;
mod renamed;
mod term;
#[cfg(test)]
mod tests;
mod types;
mod write;

use core::fmt;
use std::collections::BTreeMap;

use crate::inventory::Inventory;

pub use approval::Unapproved;
pub(crate) use check::check;
pub use compare::{Change, Direction};

use approval::Approval;
use line::{Said, Subject};
use term::Term;

const HEAD: &str =
    "# What this application does, as it was reviewed. A test compares it, and says how to accept a change.\n";
/// The attributes of an approval that was used.
const APPROVED: [&str; 2] = ["because", "from"];

/// What a file says, or what one would say of an application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    lines: BTreeMap<Subject, Said>,
    /// Why a line was let become weaker than it was.
    approved: BTreeMap<Subject, Said>,
    /// Those that wait for their change.
    approvals: Vec<Approval>,
}

/// Why a text is no lock file: every line at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockError {
    faults: Vec<(usize, String)>,
}

impl Lock {
    /// What a file would say of an application.
    #[must_use]
    pub fn of(inventory: &Inventory) -> Self {
        write::lines(inventory)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Every line that is none, that was changed by hand, or that says something a second time.
    pub fn parse(text: &str) -> Result<Self, LockError> {
        let (mut lock, mut faults) = (Self::default(), Vec::new());
        let lines = text.lines().map(str::trim_end).enumerate();
        for (place, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            if let Err(why) = lock.read(line) {
                faults.push((place + 1, why));
            }
        }
        if faults.is_empty() { Ok(lock) } else { Err(LockError { faults }) }
    }

    fn read(&mut self, line: &str) -> Result<(), String> {
        if let Some(approval) = Approval::parse(line) {
            self.approvals.push(approval?);
            return Ok(());
        }
        let (subject, mut said) = line::parse(line)?;
        if self.lines.contains_key(&subject) {
            return Err(format!("`{subject}` stands there twice: keep the line that was reviewed last"));
        }
        let approved: BTreeMap<_, _> = APPROVED.iter().filter_map(|name| said.0.remove_entry(*name)).collect();
        if !approved.is_empty() {
            self.approved.insert(subject.clone(), Said(approved));
        }
        self.lines.insert(subject, said);
        Ok(())
    }

    /// What changed from here to another state, worst first.
    #[must_use]
    pub fn changes(&self, now: &Lock) -> Vec<Change> {
        compare::changes(self, now)
    }

    /// This file, brought to another state.
    ///
    /// # Errors
    /// The weakenings that nobody approved, and the approvals that are for none of the changes.
    pub fn updated(&self, now: &Lock) -> Result<Lock, Unapproved> {
        approval::updated(self, now)
    }

    /// What the file says, as 64 hexadecimal digits: the SHA-256 of its lines, whatever approvals and comments stand beside
    /// them.
    #[must_use]
    pub fn hash(&self) -> String {
        let lines: String = self.lines.iter().map(|(subject, said)| format!("{subject}{said}\n")).collect();
        line::sha256(&lines)
    }

    /// Adds a term to what is said of something.
    fn add(&mut self, subject: &Subject, attribute: impl Into<String>, term: Term) {
        self.lines.entry(subject.clone()).or_default().add(attribute, term);
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEAD)?;
        for approval in &self.approvals {
            writeln!(f, "{approval}")?;
        }
        for (subject, said) in &self.lines {
            let mut whole = said.clone();
            whole.0.extend(self.approved.get(subject).into_iter().flat_map(|approved| approved.0.clone()));
            writeln!(f, "{subject}{whole} ~{}", line::seal(subject, &whole))?;
        }
        Ok(())
    }
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let faults = self.faults.iter().enumerate();
        faults
            .map(|(place, (line, why))| (if place == 0 { "" } else { "\n" }, line, why))
            .try_for_each(|(before, line, why)| write!(f, "{before}line {line}: {why}"))
    }
}

impl std::error::Error for LockError {}
