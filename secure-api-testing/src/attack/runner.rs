//! Runs the cases: groups beside each other, each against an application of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;

use super::case::{Case, Stop};
use super::group::{self, GROUPS, Group};
use super::hygiene::Hygiene;
use super::lab::{Ground, InProcess, Lab};
use super::log;
use super::plan::Plan;
use super::progress::Progress;
use super::remote::{Target, Visit};
use super::report::{CaseReport, Outcome, Report, Timing, curl, exchange_text};

/// What bounds a campaign.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) within: Duration,
    pub(super) most_failures: usize,
    pub(super) quiet: bool,
}

/// Which cases are run: all, where it says nothing.
#[derive(Debug)]
pub(super) struct Part {
    /// Those whose id begins so.
    pub(super) only: Option<String>,
    /// Those of this group.
    pub(super) group: Option<String>,
}

/// What all groups share.
struct Campaign {
    plan: Arc<Plan>,
    until: Instant,
    within: Duration,
    most_failures: usize,
    failures: AtomicUsize,
    progress: Progress,
}

/// What a group has shown.
#[derive(Default)]
struct Shown {
    cases: Vec<CaseReport>,
    hygiene: Hygiene,
}

pub(super) async fn run(
    plan: Arc<Plan>,
    ground: &Ground,
    part: Part,
    limits: Limits,
    target: Option<Target>,
) -> Report {
    let Part { only, group } = part;
    let began = Instant::now();
    let mut planned = Vec::new();
    for group in GROUPS.iter().filter(|known| group.as_ref().is_none_or(|name| name == known.name)) {
        let mut cases = (group.cases)(&plan);
        shuffle(&mut cases, plan.seed);
        if let Some(only) = &only {
            cases.retain(|case| case.id.starts_with(only.as_str()));
        }
        planned.push((group, cases));
    }
    let total = planned.iter().map(|(_, cases)| cases.len()).sum();
    let campaign = Arc::new(Campaign {
        plan: Arc::clone(&plan),
        until: began + limits.within,
        within: limits.within,
        most_failures: limits.most_failures,
        failures: AtomicUsize::new(0),
        progress: Progress::new(total, limits.quiet),
    });
    let shown = match ground {
        Ground::Here(here) => {
            log::listens();
            beside_each_other(&campaign, planned, here).await
        }
        Ground::There(visit) => one_by_one(&campaign, planned, visit).await,
    };
    let (mut cases, mut hygiene) = (Vec::new(), Hygiene::default());
    for group in shown {
        cases.extend(group.cases);
        hygiene.join(group.hygiene);
    }
    let of_all = headers(hygiene, only.as_deref()).into_iter();
    cases.extend(of_all.map(|case| CaseReport { outcome: ground.shown(case.outcome), ..case }));
    let whole = only.is_none() && group.is_none();
    let timings = if whole { timings(&campaign, ground).await } else { Vec::new() };
    let target = match (ground, target) {
        (Ground::There(visit), Some(target)) => Some(visit.leave(target).await),
        _ => None,
    };
    campaign.progress.end();
    Report::new(cases, timings, &plan, only, began.elapsed()).at(target)
}

/// An application of its own for each group.
async fn beside_each_other(
    campaign: &Arc<Campaign>,
    planned: Vec<(&'static Group, Vec<Case>)>,
    here: &Arc<InProcess>,
) -> Vec<Shown> {
    let mut running = JoinSet::new();
    for (place, (group, cases)) in planned.into_iter().enumerate().filter(|(_, (_, cases))| !cases.is_empty()) {
        let (campaign, ground) = (Arc::clone(campaign), Ground::Here(Arc::clone(here)));
        running.spawn(async move { (place, run_group(&campaign, group, cases, &ground).await) });
    }
    let mut shown: Vec<(usize, Shown)> = running.join_all().await;
    shown.sort_by_key(|(place, _)| *place);
    shown.into_iter().map(|(_, shown)| shown).collect()
}

/// One application for all of them, with its limits.
async fn one_by_one(campaign: &Campaign, planned: Vec<(&'static Group, Vec<Case>)>, visit: &Arc<Visit>) -> Vec<Shown> {
    let (ground, mut shown) = (Ground::There(Arc::clone(visit)), Vec::new());
    for (group, cases) in planned {
        let (skipped, run): (Vec<Case>, Vec<Case>) =
            cases.into_iter().partition(|case| visit.skips(group.name, &case.id).is_some());
        let mut of_group = run_group(campaign, group, run, &ground).await;
        for case in skipped {
            let why = visit.skips(group.name, &case.id).unwrap_or_default().to_owned();
            let outcome = Outcome::NotRun { why };
            campaign.progress.done(group.name, &case.id, &outcome);
            of_group.cases.push(CaseReport::new(case.id, group.name, case.subject, outcome));
        }
        shown.push(of_group);
    }
    shown
}

async fn run_group(campaign: &Campaign, group: &'static Group, cases: Vec<Case>, ground: &Ground) -> Shown {
    let mut shown = Shown::default();
    let mut lab = match Lab::start(Arc::clone(&campaign.plan), ground).await {
        Ok(lab) => lab,
        Err(why) => {
            let outcome = Outcome::Failed { why, curl: String::new(), exchange: String::new() };
            shown.cases.extend(
                cases.into_iter().map(|case| CaseReport::new(case.id, group.name, case.subject, outcome.clone())),
            );
            return shown;
        }
    };
    for case in cases {
        let outcome = match campaign.stops() {
            Some(why) => Outcome::NotRun { why },
            None => ground.shown(judged(&mut lab, group.name, &case.subject, case.run).await),
        };
        if matches!(outcome, Outcome::Failed { .. }) {
            campaign.failures.fetch_add(1, Ordering::Relaxed);
        }
        campaign.progress.done(group.name, &case.id, &outcome);
        shown.cases.push(CaseReport::new(case.id, group.name, case.subject, outcome));
    }
    shown.hygiene = std::mem::take(&mut lab.hygiene);
    shown
}

async fn judged(
    lab: &mut Lab,
    group: &str,
    subject: &str,
    run: impl for<'l> FnOnce(&'l mut Lab) -> super::case::Running<'l>,
) -> Outcome {
    let begun = lab.begin(group, subject).await;
    let verdict = match begun {
        Ok(()) => run(lab).await,
        stopped => stopped,
    };
    match verdict {
        Ok(()) => Outcome::Held,
        Err(Stop::NotRun(why)) => Outcome::NotRun { why },
        Err(Stop::Failed(why)) => {
            let last = lab.trail().pop();
            let curl = last.as_ref().map(curl).unwrap_or_default();
            Outcome::Failed { why, curl, exchange: last.as_ref().map(exchange_text).unwrap_or_default() }
        }
    }
}

/// What the answers of all groups carried and held: a case for each route and status.
fn headers(hygiene: Hygiene, only: Option<&str>) -> Vec<CaseReport> {
    let seen = hygiene.seen.into_iter().map(|seen| ("headers", seen));
    let held = hygiene.held.into_iter().map(|held| ("answer", held));
    let seen = seen.chain(held).map(|(group, ((subject, status), fault))| {
        let outcome = match fault {
            None => Outcome::Held,
            Some((why, last)) => Outcome::Failed { why, curl: curl(&last), exchange: exchange_text(&last) },
        };
        CaseReport::new(format!("{subject} · {group} · {status}"), group, subject, outcome)
    });
    // One case alone was asked for, and its answers are judged with it.
    seen.filter(|case| only.is_none_or(|only| case.id.starts_with(only) || !case.outcome.is_held())).collect()
}

/// Over a network nothing is told by it.
async fn timings(campaign: &Campaign, ground: &Ground) -> Vec<Timing> {
    if campaign.stops().is_some() || matches!(ground, Ground::There(_)) {
        return Vec::new();
    }
    match Lab::start(Arc::clone(&campaign.plan), ground).await {
        Ok(mut lab) => group::timings(&mut lab).await,
        Err(_) => Vec::new(),
    }
}

impl Campaign {
    /// Why no further case is begun.
    fn stops(&self) -> Option<String> {
        if self.failures.load(Ordering::Relaxed) >= self.most_failures {
            return Some(format!("the campaign ended with {} failures", self.most_failures));
        }
        let over = Instant::now() >= self.until;
        over.then(|| format!("the {} s of `.within(..)` were over", self.within.as_secs()))
    }
}

/// The same order for the same seed (splitmix64); 0 leaves it.
fn shuffle(cases: &mut [Case], seed: u64) {
    if seed == 0 {
        return;
    }
    let mut state = seed;
    for last in (1..cases.len()).rev() {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let place = usize::try_from(mixed % (last as u64 + 1)).unwrap_or(0);
        cases.swap(last, place);
    }
}
