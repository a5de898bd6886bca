//! Letting something become weaker: by a line that says which, from what to what, and why.

use core::fmt;

use super::Lock;
use super::compare::{Change, Direction, changes};
use super::line::{Said, seal};
use super::term::{Term, quoted};
use crate::policy::audit::says_why;

/// `approve route GET /x from=0123456789abcdef to=.. because=".."`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Approval {
    /// What it is about, as a line begins.
    subject: String,
    /// The seal of the old state; `none` where there is none.
    from: String,
    to: String,
    because: String,
}

/// Why a file cannot be brought to another state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unapproved {
    /// Weakenings that nobody approved.
    changes: Vec<Change>,
    /// Approvals that are for no change from this file to that state.
    useless: Vec<Approval>,
}

const NO_STATE: &str = "none";

impl Approval {
    /// `None` where the line is no approval.
    pub(super) fn parse(line: &str) -> Option<Result<Self, String>> {
        let rest = line.strip_prefix("approve ")?;
        Some(Self::read(rest).ok_or_else(|| {
            "an approval is `approve <what> from=<state> to=<state> because=\"<why>\"`, as the test prints it"
                .to_owned()
        }))
    }

    fn read(rest: &str) -> Option<Self> {
        let (subject, rest) = rest.split_once(" from=")?;
        let (from, rest) = rest.split_once(" to=")?;
        let (to, rest) = rest.split_once(" because=")?;
        let mut rest = rest;
        let because = quoted(&mut rest).filter(|because| says_why(because))?;
        let own = |text: &str| text.to_owned();
        rest.is_empty().then(|| Self { subject: own(subject), from: own(from), to: own(to), because })
    }

    /// Whether it is for this change, and for no other.
    fn is_for(&self, change: &Change) -> bool {
        self.subject == change.subject() && (self.from.as_str(), self.to.as_str()) == states(change).each()
    }
}

/// The states that a change is between, by their seals.
struct States {
    from: String,
    to: String,
}

fn states(change: &Change) -> States {
    let state = |said: &Option<Said>| said.as_ref().map_or(NO_STATE.to_owned(), |said| seal(&change.subject, said));
    States { from: state(&change.old), to: state(&change.new) }
}

impl States {
    fn each(&self) -> (&str, &str) {
        (&self.from, &self.to)
    }
}

/// The file in its new state: lines that did not change keep their approvals, and a weakening takes its own.
pub(super) fn updated(file: &Lock, now: &Lock) -> Result<Lock, Unapproved> {
    let mut new = Lock { lines: now.lines.clone(), approved: file.approved.clone(), ..Lock::default() };
    new.approved.retain(|subject, _| new.lines.contains_key(subject));
    let (mut refused, mut waiting) = (Vec::new(), file.approvals.clone());
    for change in changes(file, now) {
        new.approved.remove(&change.subject);
        if change.direction() < Direction::Weakening {
            continue;
        }
        match waiting.iter().position(|approval| approval.is_for(&change)) {
            Some(place) => {
                let approval = waiting.swap_remove(place);
                new.approved.insert(change.subject, approval.into_attributes());
            }
            None => refused.push(change),
        }
    }
    if refused.is_empty() && waiting.is_empty() {
        return Ok(new);
    }
    Err(Unapproved { changes: refused, useless: waiting })
}

impl Approval {
    fn into_attributes(self) -> Said {
        let mut said = Said::default();
        said.add("because", Term::Text(self.because));
        said.add("from", Term::word(self.from));
        said
    }
}

impl fmt::Display for Approval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { subject, from, to, because } = self;
        write!(f, "approve {subject} from={from} to={to} because={}", Term::Text(because.clone()))
    }
}

impl fmt::Display for Unapproved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.changes.is_empty() {
            f.write_str("a weakening needs an approval: put its line into the file, with the reason\n")?;
        }
        for change in &self.changes {
            let States { from, to } = states(change);
            writeln!(f, "    approve {} from={from} to={to} because=\"\"", change.subject)?;
        }
        for approval in &self.useless {
            writeln!(
                f,
                "an approval is for a change that was not made, or was made already: remove it\n    {approval}"
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for Unapproved {}
