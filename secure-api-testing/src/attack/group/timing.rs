//! How long refusals take that must not be told apart: somebody else's object, and a missing one. Measured and told; on a machine
//! that does other things as well, it proves nothing, and fails nothing.

use tokio::time::Instant;

use crate::attack::ask::Ask;
use crate::attack::lab::Lab;
use crate::attack::lock::Route;
use crate::attack::plan::FOREIGNER;
use crate::attack::report::Timing;

const GROUP: &str = "timing";
/// How often each of the two is asked.
const SAMPLES: usize = 150;
/// How many of the first are left out: caches are cold.
const WARM: usize = 10;

pub(super) async fn measure(lab: &mut Lab) -> Vec<Timing> {
    let reads = |route: &&Route| route.method == "GET" && !route.objects.is_empty();
    let routes: Vec<Route> = lab.plan.lock.routes.iter().filter(reads).cloned().collect();
    let mut timings = Vec::new();
    for route in routes {
        lab.begin(GROUP, "").await.ok();
        timings.extend(of_route(lab, &route).await);
    }
    timings
}

async fn of_route(lab: &mut Lab, route: &Route) -> Option<Timing> {
    let resource = route.objects.last()?.resource.clone();
    let id = lab.object(&resource).await.ok()?;
    let ask = lab.plan.ask(route, "", lab.plan.least(route, FOREIGNER));
    let (denied, missing) = (ask.clone().to(lab.path(route, &id)), ask.to(lab.path(route, &id.missing(route))));
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for sample in 0..SAMPLES + WARM {
        // In turns, so that what else the machine does falls on both.
        let (one, other) = (timed(lab, &denied).await?, timed(lab, &missing).await?);
        if sample >= WARM {
            first.push(one);
            second.push(other);
        }
        lab.begin(GROUP, "").await.ok()?;
    }
    let what = format!("{}: somebody else's, and a missing one", route.name());
    Some(Timing {
        what,
        first_us: median(&first),
        second_us: median(&second),
        welch_t: welch(&first, &second),
        samples: SAMPLES,
    })
}

async fn timed(lab: &mut Lab, ask: &Ask) -> Option<f64> {
    let began = Instant::now();
    lab.send(ask.clone()).await.ok()?;
    Some(began.elapsed().as_secs_f64() * 1e6)
}

fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// Of the faster nine tenths: the rest is what else the machine does.
fn welch(first: &[f64], second: &[f64]) -> f64 {
    let shape = |samples: &[f64]| {
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted.truncate(samples.len() * 9 / 10);
        let count = sorted.len().max(2) as f64;
        let mean = sorted.iter().sum::<f64>() / count;
        let variance = sorted.iter().map(|sample| (sample - mean).powi(2)).sum::<f64>() / (count - 1.0);
        (mean, variance / count)
    };
    let ((one, its), (other, others)) = (shape(first), shape(second));
    (one - other) / (its + others).sqrt().max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_that_differ_are_told_from_two_that_do_not() {
        let around = |middle: f64| (0..200).map(move |sample| middle + f64::from(sample % 7)).collect::<Vec<_>>();
        assert!(welch(&around(100.0), &around(100.0)).abs() < 0.1);
        assert!(welch(&around(100.0), &around(103.0)).abs() > 4.5);
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
    }
}
