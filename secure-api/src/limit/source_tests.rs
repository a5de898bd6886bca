use super::*;
use crate::limit::DEFAULT_TOKENS;
use crate::policy::RateKey;
use core::net::IpAddr;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const RATE: Rate = Rate { count: 20, window_s: 60, burst: 0, key: RateKey::Address };

fn address(last: u8) -> AddressKey {
    IpAddr::from([192, 0, 2, last]).into()
}

impl Found for () {
    fn is_small(&self) -> bool {
        true
    }
}

/// A limit whose tokens are verified each time.
struct Limit(SourceLimit<()>);

impl Limit {
    fn new(rate: &Rate, capacity: usize) -> Self {
        Self(SourceLimit::new(rate, capacity, DEFAULT_TOKENS))
    }

    fn with_failures(rate: &Rate, capacity: usize, failing: Window) -> Self {
        Self(SourceLimit::with_failures(rate, capacity, DEFAULT_TOKENS, failing))
    }

    fn arrive(&self, address: AddressKey, token: Option<&str>, now_ms: u64) -> Result<SourceCharge, SourceRefused> {
        self.0.arrive(address, token, now_ms, |()| false).map(|arrived| arrived.charge)
    }

    fn verified(&self, charge: SourceCharge, now_ms: u64) {
        self.0.verified(charge, Some(()), now_ms);
    }

    fn over_own_limit(&self, charge: SourceCharge, now_ms: u64) {
        self.0.over_own_limit(charge, Some(()), now_ms);
    }
}

impl core::ops::Deref for Limit {
    type Target = SourceLimit<()>;
    fn deref(&self) -> &SourceLimit<()> {
        &self.0
    }
}

fn limit() -> Limit {
    Limit::new(&RATE, 1_000)
}

fn exhaust(limit: &Limit, address: AddressKey, now_ms: u64) {
    for number in 0..RATE.count {
        let charge = limit.arrive(address, Some(&format!("bad {number}")), now_ms).unwrap();
        limit.failed(charge, true, now_ms);
    }
}

#[test]
fn ten_times_the_limit_of_bad_tokens_in_parallel_admits_the_limit() {
    let limit = limit();
    let (admitted, start) = (AtomicUsize::new(0), Barrier::new(10));
    thread::scope(|scope| {
        for thread in 0..10 {
            let (limit, admitted, start) = (&limit, &admitted, &start);
            scope.spawn(move || {
                start.wait();
                for turn in 0..RATE.count {
                    if let Ok(charge) = limit.arrive(address(1), Some(&format!("{thread} {turn}")), 5) {
                        admitted.fetch_add(1, Ordering::Relaxed);
                        limit.failed(charge, true, 6);
                    }
                }
            });
        }
    });
    assert_eq!(admitted.into_inner(), RATE.count as usize);
}

#[test]
fn an_identified_caller_is_charged_nothing() {
    let limit = limit();
    for now in 0..500 {
        let charge = limit.arrive(address(1), Some("good"), now).unwrap();
        limit.verified(charge, now);
    }
    exhaust(&limit, address(1), 500);
}

#[test]
fn an_arrival_without_a_token_stays_charged() {
    let limit = limit();
    for _ in 0..RATE.count {
        let _charge = limit.arrive(address(1), None, 0).unwrap();
    }
    let SourceRefused::Address(exceeded) = limit.arrive(address(1), None, 10_000).unwrap_err() else { panic!() };
    assert_eq!(exceeded.violated().map(|name| name.to_string()).collect::<Vec<_>>(), ["source"]);
    assert_eq!(exceeded.retry_ms(), 50_000);
    assert!(limit.arrive(address(2), None, 10_000).is_ok());
}

#[test]
fn a_flood_does_not_lock_out_who_was_verified_recently() {
    let limit = limit();
    let charge = limit.arrive(address(1), Some("good"), 0).unwrap();
    limit.verified(charge, 0);
    exhaust(&limit, address(1), 1_000);
    assert!(limit.arrive(address(1), Some("unknown"), 1_000).is_err());
    assert!(limit.arrive(address(1), None, 1_000).is_err());
    for now in 1_000..1_500 {
        let charge = limit.arrive(address(1), Some("good"), now).unwrap();
        limit.verified(charge, now);
    }
}

#[test]
fn the_own_budget_is_bounded_like_that_of_an_address() {
    let limit = limit();
    let charge = limit.arrive(address(1), Some("good"), 0).unwrap();
    limit.verified(charge, 0);
    exhaust(&limit, address(1), 1_000);
    // Never judged: as many at once as an address may have.
    let pending: Vec<_> =
        (0..RATE.count * 10).filter_map(|_| limit.arrive(address(1), Some("good"), 1_000).ok()).collect();
    assert_eq!(pending.len(), RATE.count as usize);
}

#[test]
fn a_known_token_that_fails_is_forgotten() {
    let limit = limit();
    let charge = limit.arrive(address(1), Some("good"), 0).unwrap();
    limit.verified(charge, 0);
    exhaust(&limit, address(1), 1_000);
    let charge = limit.arrive(address(1), Some("good"), 1_000).unwrap();
    limit.failed(charge, true, 1_000);
    assert!(limit.arrive(address(1), Some("good"), 1_000).is_err());
}

#[test]
fn a_token_that_was_verified_long_ago_is_like_any_other() {
    let limit = limit();
    let charge = limit.arrive(address(1), Some("good"), 0).unwrap();
    limit.verified(charge, 0);
    exhaust(&limit, address(1), 600_000);
    assert!(limit.arrive(address(1), Some("good"), 600_000).is_err());
}

#[test]
fn bad_tokens_are_bounded_over_all_addresses() {
    let failures = Window::within(10, 1_000);
    let limit = Limit::with_failures(&RATE, 1_000, failures);
    let charge = limit.arrive(address(1), Some("good"), 0).unwrap();
    limit.verified(charge, 0);
    let pending: Vec<_> = (0..50)
        .filter_map(|number| limit.arrive(address(number), Some(&format!("bad {number}")), 1_000).ok())
        .collect();
    assert_eq!(pending.len(), 10);
    let refused = limit.arrive(address(99), Some("unknown"), 1_400).unwrap_err();
    assert_eq!(refused, SourceRefused::Verification { retry_ms: 600 });
    // Neither a known token nor a request without one is kept waiting.
    assert!(limit.arrive(address(99), Some("good"), 1_400).is_ok());
    assert!(limit.arrive(address(99), None, 1_400).is_ok());
    // A token that proves good makes room for the next unknown one.
    let mut pending = pending.into_iter();
    limit.verified(pending.next().unwrap(), 1_500);
    assert!(limit.arrive(address(99), Some("unknown"), 1_500).is_ok());
    assert!(limit.arrive(address(99), Some("another"), 1_500).is_err());
    assert!(limit.arrive(address(99), Some("another"), 2_000).is_ok());
}

#[test]
fn bad_tokens_that_come_at_once_hold_nobody_up_for_long() {
    let limit = Limit::new(&RATE, 1_000);
    let judged_of_a_thousand = |now_ms| {
        let tokens = (0..1_000_u32).map(|number| format!("bad {number} at {now_ms}"));
        let senders = (0..=249).cycle().map(address);
        senders.zip(tokens).filter(|(sender, token)| limit.arrive(*sender, Some(token), now_ms).is_ok()).count()
    };
    assert_eq!([0, 50, 100, 150, 201].map(judged_of_a_thousand), [200, 0, 200, 0, 200]);
    let refused = limit.arrive(address(251), Some("unknown"), 201).unwrap_err();
    let SourceRefused::Verification { retry_ms } = refused else { panic!("{refused:?}") };
    assert!((1..=107).contains(&retry_ms), "{retry_ms}");
}

#[test]
fn a_refusal_for_want_of_verifications_does_not_use_up_the_address() {
    let failures = Window::within(1, 1_000);
    let limit = Limit::with_failures(&RATE, 1_000, failures);
    let _bad = limit.arrive(address(1), Some("bad"), 0).unwrap();
    for _ in 0..100 {
        assert!(limit.arrive(address(2), Some("unknown"), 0).is_err());
    }
    assert!(limit.arrive(address(2), Some("unknown"), 1_000).is_ok());
}

#[test]
fn a_known_token_that_fails_counts_among_the_bad() {
    let failures = Window::within(1, 1_000);
    let limit = Limit::with_failures(&RATE, 1_000, failures);
    let charge = limit.arrive(address(1), Some("good"), 0).unwrap();
    limit.verified(charge, 0);
    let charge = limit.arrive(address(1), Some("good"), 1).unwrap();
    limit.failed(charge, true, 1);
    assert!(limit.arrive(address(1), Some("unknown"), 1).is_err());
}

#[test]
fn a_caller_over_its_own_limit_is_turned_away_before_it_costs_a_signature() {
    let source = Limit::new(&Rate { count: 3, ..RATE }, 100);
    for _ in 0..3 {
        let charge = source.arrive(address(1), Some("noisy"), 0).unwrap();
        source.over_own_limit(charge, 0);
    }
    assert!(matches!(source.arrive(address(1), Some("noisy"), 0), Err(SourceRefused::Address(_))));
    // The address has paid nothing for it.
    for _ in 0..3 {
        source.arrive(address(1), None, 0).map(drop).unwrap();
    }
    assert!(source.arrive(address(1), None, 0).is_err());
}

#[test]
fn a_token_that_is_none_does_not_use_up_the_verifications_of_others() {
    let once = Window::within(1, 1_000);
    let source = Limit::with_failures(&Rate { count: 100, ..RATE }, 100, once);
    for _ in 0..10 {
        let charge = source.arrive(address(1), Some("malformed"), 0).unwrap();
        source.failed(charge, false, 0);
    }
    let charge = source.arrive(address(1), Some("forged"), 0).unwrap();
    source.failed(charge, true, 0);
    assert!(matches!(source.arrive(address(1), Some("another"), 0), Err(SourceRefused::Verification { .. })));
}

#[cfg(feature = "oidc")]
#[test]
fn a_token_that_nobody_could_judge_costs_its_address_and_is_no_failure() {
    let failures = Window::within(1, 60_000);
    let limit = Limit::with_failures(&RATE, 1_000, failures);
    let good = limit.arrive(address(1), Some("good"), 0).unwrap();
    limit.verified(good, 0);
    for number in 0..RATE.count {
        let charge = limit.arrive(address(1), Some(&format!("token {number}")), 0).unwrap();
        limit.unjudged(charge, 0);
    }
    assert!(limit.arrive(address(1), Some("one more"), 0).is_err());
    let good = limit.arrive(address(1), Some("good"), 0).unwrap();
    limit.unjudged(good, 0);
    assert!(limit.arrive(address(1), Some("good"), 0).is_ok(), "it is not forgotten");
    assert!(limit.arrive(address(2), Some("of a neighbour"), 0).is_ok());
}

#[test]
fn a_token_whose_verification_holds_costs_its_address_nothing_and_passes_an_exhausted_one() {
    let limit = SourceLimit::<u32>::new(&Rate { count: 3, ..RATE }, 100, 100);
    let arrived = limit.arrive(address(1), Some("good"), 0, |_| true).unwrap();
    assert_eq!(arrived.found, None);
    limit.verified(arrived.charge, Some(7), 0);
    for now in 0..100 {
        let arrived = limit.arrive(address(1), Some("good"), now, |_| true).unwrap();
        assert_eq!(arrived.found, Some(7));
        limit.verified(arrived.charge, None, now);
    }
    for _ in 0..3 {
        limit.arrive(address(1), None, 100, |_| true).map(drop).unwrap();
    }
    assert!(limit.arrive(address(1), None, 100, |_| true).is_err());
    // On its own budget now, which is charged for as long as nobody says who it is.
    let pending: Vec<_> = (0..10).filter_map(|_| limit.arrive(address(1), Some("good"), 100, |_| true).ok()).collect();
    assert_eq!(pending.len(), 3);
}

#[test]
fn a_token_whose_verification_no_longer_holds_is_charged_like_one_that_is_verified_again() {
    let limit = SourceLimit::<u32>::new(&Rate { count: 3, ..RATE }, 100, 100);
    let arrived = limit.arrive(address(1), Some("good"), 0, |_| true).unwrap();
    limit.verified(arrived.charge, Some(7), 0);
    for _ in 0..3 {
        let arrived = limit.arrive(address(1), Some("good"), 1, |_| false).unwrap();
        assert_eq!(arrived.found, None);
    }
    assert!(limit.arrive(address(1), None, 1, |_| true).is_err(), "the address has paid");
}

#[test]
fn a_caller_over_its_own_limit_with_token_after_token_pays_by_its_address_in_the_end() {
    let source = SourceLimit::<()>::new(&Rate { count: 3, ..RATE }, 100, 1);
    let mut admitted = 0;
    for number in 0..100 {
        let Ok(arrived) = source.arrive(address(1), Some(&format!("token {number}")), 0, |()| false) else { break };
        source.over_own_limit(arrived.charge, Some(()), 0);
        admitted += 1;
    }
    assert_eq!(admitted, 4, "one by its own budget, three by the address");
}
