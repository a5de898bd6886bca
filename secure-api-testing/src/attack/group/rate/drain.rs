//! A limit that is used up, however many smaller ones stand beside it.

use std::net::Ipv4Addr;
use std::time::Duration;

use super::{FLOODING, MOST_IN_TURN, NEIGHBOUR, ONE_ADDRESS, retry_after};
use crate::attack::ask::{Answer, Ask, Caller, Who};
use crate::attack::case::{Stop, Verdict};
use crate::attack::lab::Lab;
use crate::attack::lock::{Per, Rate};
use crate::attack::plan::Plan;

/// Longer windows than this number of arrivals are counted in slots, and weigh a sixteenth longer.
const EXACT: u64 = 16;

/// How a limit is used up: so many requests at a time, and so long a pause after each time, in which the smaller limits beside it
/// forget them and this one does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Drain {
    rate: Rate,
    at_a_time: u64,
    pause_s: u64,
}

/// Somebody else, asked when a limit is used up: who is meant, from where, and whether it is refused as well.
pub(super) type Other = (String, Ipv4Addr, Ask, bool);

impl Drain {
    /// `None` where the others never let it get that far.
    pub(super) fn of(rate: Rate, beside: &[Rate]) -> Option<Self> {
        let tighter = || beside.iter().filter(|other| other.quota <= rate.quota);
        let at_a_time = tighter().map(|other| other.quota).min().unwrap_or(rate.quota);
        let pause_s = tighter().map(forgets_s).max().unwrap_or(0);
        let drain = Self { rate, at_a_time: at_a_time.max(1), pause_s };
        (drain.is_at_once() || drain.times() * pause_s < rate.window_s).then_some(drain)
    }

    pub(super) fn is_at_once(&self) -> bool {
        self.pause_s == 0
    }

    fn times(&self) -> u64 {
        self.rate.quota.div_ceil(self.at_a_time)
    }

    /// Sends as often as may be, and once more.
    async fn up(&self, lab: &mut Lab, from: Ipv4Addr, ask: &Ask) -> Result<Answer, Stop> {
        let quota = self.rate.quota;
        let mut sent = 0;
        while sent < quota {
            let now = self.at_a_time.min(quota - sent);
            let statuses = many(lab, from, ask, now).await?;
            if let Some(number) = statuses.iter().position(|status| matches!(status, 429 | 500..)) {
                let (got, place) = (statuses[number], sent + number as u64 + 1);
                return Err(Stop::Failed(format!(
                    "expected {quota} requests to be let through, got {got} at the {place}."
                )));
            }
            sent += now;
            if self.pause_s > 0 {
                lab.pass(Duration::from_secs(self.pause_s))?;
            }
        }
        let answer = lab.send_from(from, ask.clone()).await?;
        if answer.status == 429 {
            return Ok(answer);
        }
        Err(Stop::Failed(format!("expected 429 for the request after {quota}, got {}", answer.status)))
    }

    pub(super) async fn and_wait(self, lab: &mut Lab, ask: Ask) -> Verdict {
        let refused = self.up(lab, Ipv4Addr::LOCALHOST, &ask).await?;
        let wait = retry_after(&refused, self.rate.window_s)?;
        lab.pass(Duration::from_secs(wait - 1))?;
        let early = lab.send(ask.clone()).await?;
        if early.status != 429 {
            return Err(Stop::Failed(format!("expected 429 a second before `retry-after`, got {}", early.status)));
        }
        lab.pass(Duration::from_secs(1))?;
        match lab.send(ask).await?.status {
            429 => {
                Err(Stop::Failed(format!("expected to be let through after the {wait} s of `retry-after`, got 429")))
            }
            _ => Ok(()),
        }
    }

    pub(super) async fn and_others(self, lab: &mut Lab, from: Ipv4Addr, ask: Ask, others: Vec<Other>) -> Verdict {
        self.up(lab, from, &ask).await?;
        // A deployment is asked from one address, and by its callers all the same.
        let one_address = from == Ipv4Addr::LOCALHOST && lab.is_deaf().is_some();
        for (who, from, ask, refused) in
            others.into_iter().filter(|(_, from, ..)| !one_address || *from == Ipv4Addr::LOCALHOST)
        {
            let status = lab.send_from(from, ask).await?.status;
            if (status == 429) != refused {
                let expected = if refused { "to be refused as well" } else { "to be let through" };
                return Err(Stop::Failed(format!("expected {who} {expected}, got {status}")));
            }
        }
        Ok(())
    }
}

/// After so long a limit remembers nothing.
fn forgets_s(rate: &Rate) -> u64 {
    let whole = rate.forgets_s();
    if rate.quota <= EXACT && rate.quota <= rate.count { whole } else { whole + whole / EXACT + 1 }
}

/// Sends so many. A large number goes over several connections, which is faster.
pub(super) async fn many(lab: &mut Lab, from: Ipv4Addr, ask: &Ask, times: u64) -> Result<Vec<u16>, Stop> {
    if times > MOST_IN_TURN {
        return lab.at_once(from, ask, times).await;
    }
    let mut statuses = Vec::new();
    for _ in 0..times {
        statuses.push(lab.send_from(from, ask.clone()).await?.status);
    }
    Ok(statuses)
}

pub(super) async fn in_parallel(lab: &mut Lab, ask: Ask, quota: u64) -> Verdict {
    let asked = quota * 2 + 8;
    let statuses = lab.at_once(Ipv4Addr::LOCALHOST, &ask, asked).await?;
    let admitted = statuses.iter().filter(|status| **status != 429).count() as u64;
    if admitted == quota {
        Ok(())
    } else {
        Err(Stop::Failed(format!("expected {quota} of {asked} to be let through, got {admitted}")))
    }
}

/// What all callers have together: each has used up its own when the next one comes.
pub(super) async fn together(lab: &mut Lab, ask: Ask, caller: Caller, rate: Rate, each: u64) -> Verdict {
    let by = |number: u64| ask.clone().by(caller.called(&format!("attack-together-{}", number / each)));
    for number in 0..rate.quota {
        let status = lab.send(by(number)).await?.status;
        if status == 429 {
            let (quota, place) = (rate.quota, number + 1);
            return Err(Stop::Failed(format!("expected {quota} to be let through, got {status} at the {place}.")));
        }
    }
    // Somebody who has sent nothing yet.
    let next = by(rate.quota + each);
    let refused = lab.send(next.clone()).await?;
    if refused.status != 429 {
        return Err(Stop::Failed(format!("expected 429 for the request after {}, got {}", rate.quota, refused.status)));
    }
    if rate.per == Per::Address
        && cfg!(target_os = "linux")
        && lab.send_from(NEIGHBOUR, next.clone()).await?.status == 429
    {
        return Err("expected another address to be let through, got 429".into());
    }
    let wait = retry_after(&refused, rate.window_s)?;
    lab.pass(Duration::from_secs(wait))?;
    match lab.send(next).await?.status {
        429 => Err(Stop::Failed(format!("expected to be let through after the {wait} s of `retry-after`, got 429"))),
        _ => Ok(()),
    }
}

/// Who is counted apart, and who is not; and from where the limit is used up before.
pub(super) fn others(plan: &Plan, ask: &Ask, rate: Rate) -> Result<(Ipv4Addr, Vec<Other>), &'static str> {
    let here = Ipv4Addr::LOCALHOST;
    let other = match &ask.who {
        Who::Caller(caller) => Some(ask.clone().by(caller.called("attack-other"))),
        _ => None,
    };
    let mut asked: Vec<Other> = Vec::new();
    match (rate.per, other) {
        (Per::Route, other) => {
            asked.extend(other.map(|other| ("another caller".to_owned(), here, other, true)));
            if cfg!(target_os = "linux") {
                asked.push(("another address".to_owned(), NEIGHBOUR, ask.clone(), true));
            }
            Ok((here, asked))
        }
        (Per::Caller, Some(other)) => {
            asked.push(("another caller".to_owned(), here, other, false));
            asked.push(("the same caller with another token".to_owned(), here, ask.clone(), true));
            if cfg!(target_os = "linux") {
                asked.push(("the same caller from another address".to_owned(), NEIGHBOUR, ask.clone(), true));
            }
            Ok((here, asked))
        }
        (Per::Caller | Per::Address, _) if cfg!(target_os = "linux") => {
            asked.push(("another address".to_owned(), NEIGHBOUR, ask.clone(), false));
            let claims =
                [("x-forwarded-for", "198.51.100.7"), ("forwarded", "for=198.51.100.7"), ("x-real-ip", "198.51.100.7")];
            for (name, value) in claims.into_iter().filter(|_| !plan.lock.has_proxies) {
                let claiming = ask.clone().header(name, value);
                asked.push((format!("the same address with `{name}`"), FLOODING, claiming, true));
            }
            Ok((FLOODING, asked))
        }
        _ => Err(ONE_ADDRESS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(text: &str) -> Rate {
        Rate::read(text).unwrap()
    }

    #[test]
    fn a_smaller_limit_is_waited_for_where_the_larger_one_remembers() {
        let of = |text: &str, beside: &[&str]| {
            let beside: Vec<Rate> = beside.iter().map(|text| rate(text)).collect();
            Drain::of(rate(text), &beside).map(|drain| (drain.at_a_time, drain.pause_s, drain.times()))
        };
        assert_eq!(of("20/60s/caller", &[]), Some((20, 0, 1)));
        // The larger one beside it plays no part, and the smaller one is waited for.
        assert_eq!(of("5/1s/caller", &["20/60s/caller"]), Some((5, 0, 1)));
        assert_eq!(of("20/60s/caller", &["5/1s/caller"]), Some((5, 1, 4)));
        // 100 a minute are at most 600 in ten: a limit of 1,000 is never reached.
        assert_eq!(of("1000/600s/caller", &["100/60s/caller"]), None);
        assert_eq!(of("20/60s/route", &["20/60s/caller"]), None);
        // A bucket takes longer to fill than its window.
        assert_eq!(of("40/600s/caller", &["10/60s/caller/burst20"]), Some((20, 128, 2)));
    }
}
