//! A case: what is tried, and what has to come of it.

use std::future::Future;
use std::pin::Pin;

use super::ask::{Answer, Ask};
use super::lab::Lab;

/// Why a case did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    Failed(String),
    /// It could not be tried.
    NotRun(String),
    /// It could not be tried, since nobody has said how an object of this resource is made.
    NoMaker(String),
}

impl From<String> for Stop {
    fn from(why: String) -> Self {
        Self::Failed(why)
    }
}

impl From<&str> for Stop {
    fn from(why: &str) -> Self {
        Self::Failed(why.to_owned())
    }
}

pub(super) type Verdict = Result<(), Stop>;
pub(super) type Running<'l> = Pin<Box<dyn Future<Output = Verdict> + Send + 'l>>;
type Run = Box<dyn for<'l> FnOnce(&'l mut Lab) -> Running<'l> + Send>;

/// One case.
pub(super) struct Case {
    /// Stable, as `GET /articles/{id} · token · expired`.
    pub(super) id: String,
    /// What it is about: a route, a path, or the application.
    pub(super) subject: String,
    pub(super) run: Run,
}

impl Case {
    /// A case that does several things.
    pub(super) fn new(
        subject: &str,
        group: &str,
        what: &str,
        run: impl for<'l> FnOnce(&'l mut Lab) -> Running<'l> + Send + 'static,
    ) -> Self {
        Self { id: format!("{subject} · {group} · {what}"), subject: subject.to_owned(), run: Box::new(run) }
    }

    /// A case of one request, and what its answer has to be.
    pub(super) fn shot(subject: &str, group: &str, what: &str, ask: Ask, expected: Expected) -> Self {
        Self::new(subject, group, what, move |lab| {
            Box::pin(async move {
                let answer = lab.send(ask).await?;
                expected.check(&answer)?;
                Ok(())
            })
        })
    }

    /// A case that cannot be tried.
    pub(super) fn not_run(subject: &str, group: &str, what: &str, why: &str) -> Self {
        let why = why.to_owned();
        Self::new(subject, group, what, move |_| Box::pin(async move { Err(Stop::NotRun(why)) }))
    }
}

type Check = Box<dyn Fn(&Answer) -> Result<(), String> + Send>;

/// What an answer has to be.
pub(super) struct Expected {
    statuses: Vec<u16>,
    not: Vec<u16>,
    checks: Vec<Check>,
}

impl Expected {
    /// This status.
    pub(super) fn status(status: u16) -> Self {
        Self::one_of([status])
    }

    /// What a handler chooses who succeeds.
    pub(super) fn success() -> Self {
        Self::none_of([]).and(|answer| {
            let got = answer.status;
            if (200..400).contains(&got) { Ok(()) } else { Err(format!("expected success, got {got}")) }
        })
    }

    /// One of these.
    pub(super) fn one_of(statuses: impl IntoIterator<Item = u16>) -> Self {
        Self { statuses: statuses.into_iter().collect(), not: Vec::new(), checks: Vec::new() }
    }

    /// None of these, and no fault of the server.
    pub(super) fn none_of(statuses: impl IntoIterator<Item = u16>) -> Self {
        Self { statuses: Vec::new(), not: statuses.into_iter().collect(), checks: Vec::new() }
    }

    pub(super) fn and(mut self, check: impl Fn(&Answer) -> Result<(), String> + Send + 'static) -> Self {
        self.checks.push(Box::new(check));
        self
    }

    /// A header of exactly this text.
    pub(super) fn header(self, name: &'static str, expected: impl Into<String>) -> Self {
        let expected = expected.into();
        self.and(move |answer| {
            let found = answer.header(name);
            if found == expected { Ok(()) } else { Err(format!("expected `{name}: {expected}`, got `{found}`")) }
        })
    }

    /// A header that holds this.
    pub(super) fn header_holds(self, name: &'static str, expected: &'static str) -> Self {
        self.and(move |answer| {
            let found = answer.header(name);
            let holds = found.contains(expected);
            if holds { Ok(()) } else { Err(format!("expected `{expected}` in `{name}`, got `{found}`")) }
        })
    }

    /// A header that is a list with this in it.
    pub(super) fn lists(self, name: &'static str, expected: impl Into<String>) -> Self {
        let expected = expected.into();
        self.and(move |answer| {
            let found = answer.header(name);
            let listed = found.split(',').any(|listed| listed.trim() == expected);
            if listed { Ok(()) } else { Err(format!("expected `{expected}` in the list of `{name}`, got `{found}`")) }
        })
    }

    /// A header that is not there.
    pub(super) fn without(self, name: &'static str) -> Self {
        self.and(move |answer| match answer.headers.get(name) {
            None => Ok(()),
            Some(found) => Err(format!("expected no `{name}`, got `{}`", String::from_utf8_lossy(found.as_bytes()))),
        })
    }

    /// A 422 that names this field.
    pub(super) fn names(self, field: &str) -> Self {
        let field = field.to_owned();
        self.and(move |answer| {
            let found = answer.faulty_fields();
            if found.contains(&field) { Ok(()) } else { Err(format!("expected the field `{field}`, got {found:?}")) }
        })
    }

    pub(super) fn check(&self, answer: &Answer) -> Result<(), String> {
        let got = answer.status;
        if !self.statuses.is_empty() && !self.statuses.contains(&got) {
            return Err(format!("expected {}, got {got}", told(&self.statuses)));
        }
        if self.statuses.is_empty() && got >= 500 {
            return Err(format!("expected no fault of the server, got {got}"));
        }
        if self.not.contains(&got) {
            return Err(format!("expected no {}, got {got}", told(&self.not)));
        }
        self.checks.iter().try_for_each(|check| check(answer))
    }
}

fn told(statuses: &[u16]) -> String {
    statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ")
}
