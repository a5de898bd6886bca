//! What came of it: a table, JSON, a page, and a line for each failure that does it again.

mod curl;
mod html;
mod table;

use std::fmt;
use std::time::Duration;

use serde::Serialize;

pub(super) use curl::{curl, exchange_text, short};

use super::plan::Plan;
use super::remote::Target;

/// What came of a campaign.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Every case, group by group.
    cases: Vec<CaseReport>,
    /// How long equal refusals took. It fails nothing.
    timings: Vec<Timing>,
    /// What was said in favour of the application: exceptions, each with its reason.
    exceptions: Vec<String>,
    /// Lines of the lock file that the attack does not know.
    unread: Vec<String>,
    without_objects: Option<String>,
    seed: u64,
    only: Option<String>,
    elapsed_ms: u64,
    /// The deployment, where it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<Target>,
}

/// One case, and what came of it.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct CaseReport {
    /// Stable over runs, for [`Attack::only`](super::Attack::only) and [`Report::curl`].
    pub id: String,
    /// The group, as `token`.
    pub group: &'static str,
    /// What it is about: a route, a path, or the application.
    pub subject: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// The application did as the lock promises.
    Held,
    /// It did not.
    Failed {
        /// What was expected, and what came.
        why: String,
        /// A line of a shell that sends the last request again.
        curl: String,
        /// The last request and its answer.
        exchange: String,
    },
    /// It could not be tried.
    NotRun {
        /// Why.
        why: String,
    },
}

/// What a campaign comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every case was run, and held.
    Held,
    /// What was run has held. The report says what was not, and why.
    Incomplete,
    /// Something did not hold.
    Failed,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Held => "held",
            Self::Incomplete => "nothing failed, and not all was run",
            Self::Failed => "failed",
        })
    }
}

impl Outcome {
    /// Whether it held.
    #[must_use]
    pub fn is_held(&self) -> bool {
        *self == Self::Held
    }
}

/// How long two refusals took that a client must not tell apart.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Timing {
    /// Which two, on which route.
    pub what: String,
    /// The median of the first, in microseconds.
    pub first_us: f64,
    /// The median of the second, in microseconds.
    pub second_us: f64,
    /// Welch's t of the two; beyond 4.5 they are taken for different where a machine does nothing else.
    pub welch_t: f64,
    /// How often each was asked.
    pub samples: usize,
}

impl CaseReport {
    pub(super) fn new(id: String, group: &'static str, subject: String, outcome: Outcome) -> Self {
        Self { id, group, subject, outcome }
    }
}

impl Report {
    pub(super) fn new(
        cases: Vec<CaseReport>,
        timings: Vec<Timing>,
        plan: &Plan,
        only: Option<String>,
        elapsed: Duration,
    ) -> Self {
        let shared = plan.shared.iter().map(|(route, reason)| format!("{route} is shared: {reason}"));
        let answers =
            plan.answers.iter().map(|(route, (status, reason))| format!("{route} answers {status}: {reason}"));
        Self {
            cases,
            timings,
            exceptions: shared.chain(answers).collect(),
            unread: plan.lock.unread.iter().cloned().collect(),
            without_objects: plan.without_objects.clone(),
            seed: plan.seed,
            only,
            elapsed_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
            target: None,
        }
    }

    pub(super) fn at(self, target: Option<Target>) -> Self {
        Self { target, ..self }
    }

    /// The deployment that was attacked, and what is left there; `None` of an application in the test.
    #[must_use]
    pub fn target(&self) -> Option<&Target> {
        self.target.as_ref()
    }

    /// What it comes to.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.failed().next().is_some() {
            Verdict::Failed
        } else if self.held() {
            Verdict::Held
        } else {
            Verdict::Incomplete
        }
    }

    /// Every case.
    #[must_use]
    pub fn cases(&self) -> &[CaseReport] {
        &self.cases
    }

    /// Those that failed.
    pub fn failed(&self) -> impl Iterator<Item = &CaseReport> {
        self.cases.iter().filter(|case| matches!(case.outcome, Outcome::Failed { .. }))
    }

    /// Those that were not run, and are not excused by [`Attack::without_objects`](super::Attack::without_objects).
    pub fn not_run(&self) -> impl Iterator<Item = &CaseReport> {
        let excused = |case: &CaseReport| self.without_objects.is_some() && case.group == "object";
        self.cases.iter().filter(move |case| matches!(case.outcome, Outcome::NotRun { .. }) && !excused(case))
    }

    /// How long equal refusals took.
    #[must_use]
    pub fn timings(&self) -> &[Timing] {
        &self.timings
    }

    /// How long all of it took.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        Duration::from_millis(self.elapsed_ms)
    }

    /// Whether every case was run and held, and there was one at all.
    #[must_use]
    pub fn held(&self) -> bool {
        !self.cases.is_empty() && self.failed().next().is_none() && self.not_run().next().is_none()
    }

    /// Asserts that the application kept all that its lock promises.
    ///
    /// # Panics
    /// Where it did not, or a case was not run: with the table and each of them.
    #[track_caller]
    pub fn assert_held(&self) {
        assert!(self.held(), "the application does not keep what its lock promises\n{self}");
    }

    /// A line of a shell that sends the last request of a failed case again; `None` where no case of that id failed. `$BASE` is
    /// where the application is served, as `http://127.0.0.1:3000`, and `$TOKEN` a token of the caller that is named.
    #[must_use]
    pub fn curl(&self, id: &str) -> Option<&str> {
        self.failed().filter(|case| case.id == id).find_map(|case| match &case.outcome {
            Outcome::Failed { curl, .. } => Some(curl.as_str()),
            _ => None,
        })
    }

    /// All of it as JSON.
    ///
    /// # Panics
    /// Never: all of it can be written.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a report can be written as JSON")
    }

    /// All of it as a page that needs no script and no network.
    #[must_use]
    pub fn to_html(&self) -> String {
        html::page(self)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        table::write(self, f)
    }
}
