use super::*;
use crate::identify::Principal;
use core::net::IpAddr;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const fn rate(count: u32, window_s: u32, key: RateKey) -> Rate {
    Rate { count, window_s, burst: 0, key }
}

fn caller(issuer: &str, subject: &str) -> CountedAs {
    CountedAs::new(Principal::new(issuer, subject))
}

fn address(last: u8) -> AddressKey {
    IpAddr::from([192, 0, 2, last]).into()
}

fn limits(rates: &[Rate]) -> RouteLimits {
    RouteLimits::new(rates, &Limit::default_caller(1_000), 1_000)
}

fn left(states: &RateStates<'_>) -> Vec<(String, u32)> {
    states.states.iter().map(|state| (state.name.to_string(), state.standing.remaining)).collect()
}

#[test]
fn callers_behind_one_address_do_not_share_a_limit() {
    let limits = limits(&[rate(1, 60, RateKey::Caller)]);
    let (alice, bob) = (caller("a", "1"), caller("a", "2"));
    assert!(limits.admit(Some(&alice), address(1), 0).is_ok());
    assert!(limits.admit(Some(&alice), address(2), 0).is_err());
    assert!(limits.admit(Some(&bob), address(1), 0).is_ok());
    // The same subject at another issuer is someone else.
    assert!(limits.admit(Some(&caller("b", "1")), address(1), 0).is_ok());
    assert!(limits.admit(Some(&alice), address(1), 60_000).is_ok());
}

#[test]
fn a_stranger_is_counted_by_address() {
    let limits = limits(&[rate(1, 60, RateKey::Caller)]);
    assert!(limits.admit(None, address(1), 0).is_ok());
    assert!(limits.admit(None, address(1), 0).is_err());
    assert!(limits.admit(None, address(2), 0).is_ok());
    assert!(limits.admit(Some(&caller("a", "1")), address(1), 0).is_ok());
}

#[test]
fn a_limit_of_the_route_is_everybodys() {
    let limits = limits(&[rate(2, 60, RateKey::Route)]);
    assert!(limits.admit(Some(&caller("a", "1")), address(1), 0).is_ok());
    assert!(limits.admit(None, address(2), 0).is_ok());
    assert!(limits.admit(Some(&caller("a", "3")), address(3), 0).is_err());
}

#[test]
fn a_limit_of_the_address_counts_all_callers_there() {
    let limits = limits(&[rate(1, 60, RateKey::Address)]);
    assert!(limits.admit(Some(&caller("a", "1")), address(1), 0).is_ok());
    assert!(limits.admit(Some(&caller("a", "2")), address(1), 0).is_err());
    assert!(limits.admit(Some(&caller("a", "2")), address(2), 0).is_ok());
}

#[test]
fn what_one_limit_refuses_is_charged_to_none() {
    static RATES: [Rate; 3] = [rate(5, 60, RateKey::Caller), rate(2, 10, RateKey::Caller), rate(9, 60, RateKey::Route)];
    let (limits, alice) = (limits(&RATES), caller("a", "1"));
    for _ in 0..2 {
        assert!(limits.admit(Some(&alice), address(1), 0).is_ok());
    }
    for now in 1..100 {
        let exceeded = limits.admit(Some(&alice), address(1), now).unwrap_err();
        assert_eq!(exceeded.violated().map(|name| name.to_string()).collect::<Vec<_>>(), ["caller-2"]);
        assert_eq!(exceeded.retry_ms(), 10_000 - now);
    }
    let states = limits.admit(Some(&alice), address(1), 10_000).unwrap();
    let expected = [("caller", 2), ("caller-2", 1), ("route", 6)].map(|(name, left)| (name.to_owned(), left));
    assert_eq!(left(&states), expected);
}

#[test]
fn several_limits_stay_exact_in_parallel() {
    static RATES: [Rate; 2] = [rate(30, 60, RateKey::Caller), rate(50, 60, RateKey::Route)];
    let limits = limits(&RATES);
    let (admitted, start) = (AtomicUsize::new(0), Barrier::new(8));
    thread::scope(|scope| {
        for thread in 0..8 {
            let (limits, admitted, start) = (&limits, &admitted, &start);
            scope.spawn(move || {
                let caller = caller("a", if thread % 2 == 0 { "even" } else { "odd" });
                start.wait();
                for _ in 0..100 {
                    let admission = limits.admit(Some(&caller), address(1), 0);
                    admitted.fetch_add(usize::from(admission.is_ok()), Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(admitted.into_inner(), 50);
}

#[test]
fn a_caller_without_a_limit_has_the_default_over_all_routes() {
    let default = Limit::default_caller(1_000);
    let (one, other) = (RouteLimits::new(&[], &default, 10), RouteLimits::new(&[], &default, 10));
    let alice = caller("a", "1");
    for _ in 0..600 {
        assert!(one.admit(Some(&alice), address(1), 0).is_ok());
        assert!(other.admit(Some(&alice), address(1), 0).is_ok());
    }
    assert!(one.admit(Some(&alice), address(1), 0).is_err());
    assert!(other.admit(Some(&alice), address(1), 0).is_err());
    assert_eq!(one.admit(None, address(1), 0), Ok(RateStates::default()));
}

#[test]
fn the_default_adds_to_limits_of_other_keys_and_yields_to_one_of_the_caller() {
    let alice = caller("a", "1");
    let limited = limits(&[rate(5, 60, RateKey::Route)]);
    let states = limited.admit(Some(&alice), address(1), 0).unwrap();
    assert_eq!(left(&states), [("route".to_owned(), 4), ("caller".to_owned(), 1_199)]);
    let limited = limits(&[rate(5, 60, RateKey::Caller)]);
    let states = limited.admit(Some(&alice), address(1), 0).unwrap();
    assert_eq!(left(&states), [("caller".to_owned(), 4)]);
}
