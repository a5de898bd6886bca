use super::*;
use crate::policy::RateKey;

/// Up to a thousand it is small.
impl Found for u32 {
    fn is_small(&self) -> bool {
        *self <= 1_000
    }
}

fn verified(most: usize) -> Verified<u32> {
    Verified::new(&Rate { count: 2, window_s: 60, burst: 0, key: RateKey::Address }, most)
}

fn found(verified: &Verified<u32>, tag: TokenTag, now_ms: u64) -> Option<u32> {
    match verified.recall(tag, now_ms, |_| true)? {
        Known::Holds(found) => Some(found),
        Known::Stale | Known::Spent(_) => None,
    }
}

fn tokens(verified: &Verified<u32>) -> usize {
    core::iter::once(&verified.first).chain(&verified.rest).map(|set| set.lock().unwrap().len()).sum()
}

#[test]
fn a_verification_is_used_again_for_ten_minutes_however_often_it_is_used() {
    let verified = verified(100);
    let tag = verified.tag("token").unwrap();
    assert!(verified.recall(tag, 0, |_| true).is_none());
    verified.remember(tag, 7, 0);
    for now in [0, 300_000, 599_999] {
        assert_eq!(found(&verified, tag, now), Some(7));
    }
    assert!(matches!(verified.recall(tag, 600_000, |_| true), Some(Known::Stale)), "known, and judged again");
    verified.remember(tag, 8, 600_000);
    assert_eq!(found(&verified, tag, 600_000), Some(8));
}

#[test]
fn a_token_is_known_for_ten_minutes_after_its_last_use() {
    let verified = verified(100);
    let tag = verified.tag("token").unwrap();
    verified.remember(tag, 7, 0);
    assert!(verified.admit(tag, 599_999).is_some());
    assert!(verified.admit(tag, 600_000).is_none());
    assert!(verified.recall(tag, 600_000, |_| true).is_none());
    verified.remember(tag, 7, 600_000);
    verified.forget(tag);
    assert!(verified.recall(tag, 600_000, |_| true).is_none());
}

#[test]
fn what_no_longer_holds_is_not_used() {
    let verified = verified(100);
    let tag = verified.tag("token").unwrap();
    verified.remember(tag, 7, 0);
    assert!(matches!(verified.recall(tag, 0, |found| *found != 7), Some(Known::Stale)));
}

#[test]
fn what_is_large_or_of_no_use_is_not_kept_and_the_token_is_known_all_the_same() {
    let verified = verified(1);
    let tag = verified.tag("token").unwrap();
    verified.remember(tag, 2_000, 0);
    assert!(matches!(verified.recall(tag, 0, |_| true), Some(Known::Stale)));
    verified.remember(tag, 7, 0);
    assert!(matches!(verified.recall(tag, 0, |_| false), Some(Known::Stale)));
    assert!(matches!(verified.recall(tag, 0, |_| true), Some(Known::Stale)), "it is gone");
    let late = verified.tag("late").unwrap();
    verified.remember(late, 7, 600_000);
    assert_eq!(tokens(&verified), 1, "nobody used the first for ten minutes");
}

#[test]
fn the_tag_of_a_token_is_one_memorys_own() {
    let (one, other) = (verified(1), verified(1));
    assert_eq!(one.tag("token"), one.tag("token"));
    assert_ne!(one.tag("token"), one.tag("tokem"));
    assert_ne!(one.tag("token"), other.tag("token"));
}

#[test]
fn a_flood_of_good_tokens_neither_grows_the_memory_nor_pushes_out_one_in_use() {
    let verified = verified(32);
    let hot = verified.tag("hot").unwrap();
    verified.remember(hot, 1, 0);
    for number in 0..5_000_u32 {
        let now = u64::from(number);
        verified.remember(verified.tag(&number.to_string()).unwrap(), 0, now);
        assert_eq!(found(&verified, hot, now), Some(1));
    }
    assert_eq!(tokens(&verified), 32);
}

#[test]
fn no_more_tokens_are_known_than_was_said() {
    for most in [1, 2, 7, 8, 9, 20, 100] {
        let verified = verified(most);
        for number in 0..2_000 {
            verified.remember(verified.tag(&number.to_string()).unwrap(), 7, 0);
        }
        assert!((most - most % WAYS.min(most)..=most).contains(&tokens(&verified)), "{most}");
        assert_eq!(found(&verified, verified.tag("1999").unwrap(), 0), Some(7), "the last is known");
    }
}

#[test]
fn where_nothing_is_kept_a_token_is_known_to_be_good_and_verified_again() {
    let verified = verified(0);
    let tag = verified.tag("token").unwrap();
    verified.remember(tag, 7, 0);
    assert!(matches!(verified.recall(tag, 0, |_| true), Some(Known::Stale)));
    assert!(verified.admit(tag, 0).is_some_and(|admitted| admitted.is_ok()));
}

#[test]
fn a_token_whose_budget_is_used_is_neither_pushed_out_nor_forgotten() {
    let verified = Verified::<u32>::new(&Rate { count: 2, window_s: 3_600, burst: 0, key: RateKey::Address }, 8);
    let tag = verified.tag("spent").unwrap();
    verified.remember(tag, 7, 0);
    for _ in 0..2 {
        assert!(verified.admit(tag, 0).unwrap().is_ok());
    }
    // Others come, and ten minutes pass and more.
    for number in 0..1_000_u32 {
        let now = u64::from(number) * 3_000;
        verified.remember(verified.tag(&number.to_string()).unwrap(), 0, now);
        assert!(matches!(verified.recall(tag, now, |_| true), Some(Known::Spent(_))), "{number}");
    }
    verified.remember(tag, 7, 3_600_000);
    assert_eq!(found(&verified, tag, 3_600_000), Some(7));
}

#[test]
fn where_all_have_used_their_budgets_another_is_not_known() {
    let verified = verified(2);
    for token in ["one", "two"] {
        let tag = verified.tag(token).unwrap();
        verified.remember(tag, 7, 0);
        assert!(verified.admit(tag, 0).unwrap().is_ok());
    }
    let late = verified.tag("late").unwrap();
    verified.remember(late, 7, 0);
    assert!(verified.admit(late, 0).is_none());
    verified.remember(late, 7, 60_000);
    assert!(verified.admit(late, 60_000).is_some());
}
