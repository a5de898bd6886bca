use super::*;
use crate::policy::RateKey;
use core::hash::BuildHasher;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::hash::RandomState;
use std::sync::LazyLock;

/// Up to a thousand it is small.
impl Found for u32 {
    fn is_small(&self) -> bool {
        *self <= 1_000
    }
}

fn verified(most: usize) -> Verified<u32> {
    Verified::new(&Rate { count: 2, window_s: 60, burst: 0, key: RateKey::Address }, most)
}

fn tag_of(token: &str) -> TokenTag {
    static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    TokenTag::assumed(u128::from(HASHER.hash_one(token)))
}

fn found(verified: &Verified<u32>, tag: TokenTag, now_ms: u64) -> Option<u32> {
    match verified.recall(tag, now_ms, |_| true)? {
        Known::Holds(found) => Some(found),
        Known::Stale | Known::Spent(_) => None,
    }
}

fn tokens(verified: &Verified<u32>) -> usize {
    core::iter::once(&verified.first)
        .chain(verified.rest.iter().filter_map(OnceLock::get).flatten())
        .map(|set| set.lock().unwrap().len())
        .sum()
}

#[test]
fn a_verification_is_used_again_for_ten_minutes_however_often_it_is_used() {
    let verified = verified(100);
    let tag = tag_of("token");
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
    let tag = tag_of("token");
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
    let tag = tag_of("token");
    verified.remember(tag, 7, 0);
    assert!(matches!(verified.recall(tag, 0, |found| *found != 7), Some(Known::Stale)));
}

#[test]
fn what_is_large_or_of_no_use_is_not_kept_and_the_token_is_known_all_the_same() {
    let verified = verified(1);
    let tag = tag_of("token");
    verified.remember(tag, 2_000, 0);
    assert!(matches!(verified.recall(tag, 0, |_| true), Some(Known::Stale)));
    verified.remember(tag, 7, 0);
    assert!(matches!(verified.recall(tag, 0, |_| false), Some(Known::Stale)));
    assert!(matches!(verified.recall(tag, 0, |_| true), Some(Known::Stale)), "it is gone");
    let late = tag_of("late");
    verified.remember(late, 7, 600_000);
    assert_eq!(tokens(&verified), 1, "nobody used the first for ten minutes");
}

#[test]
fn a_flood_of_good_tokens_neither_grows_the_memory_nor_pushes_out_one_in_use() {
    let verified = verified(32);
    let hot = tag_of("hot");
    verified.remember(hot, 1, 0);
    for number in 0..5_000_u32 {
        let now = u64::from(number);
        verified.remember(tag_of(&number.to_string()), 0, now);
        assert_eq!(found(&verified, hot, now), Some(1));
    }
    assert_eq!(tokens(&verified), 32);
}

#[test]
fn no_more_tokens_are_known_than_was_said() {
    for most in [1, 2, 7, 8, 9, 20, 100] {
        let verified = verified(most);
        for number in 0..2_000 {
            verified.remember(tag_of(&number.to_string()), 7, 0);
        }
        assert!((most - most % WAYS.min(most)..=most).contains(&tokens(&verified)), "{most}");
        assert_eq!(found(&verified, tag_of("1999"), 0), Some(7), "the last is known");
    }
}

#[test]
fn where_nothing_is_kept_a_token_is_known_to_be_good_and_verified_again() {
    let verified = verified(0);
    let tag = tag_of("token");
    verified.remember(tag, 7, 0);
    assert!(matches!(verified.recall(tag, 0, |_| true), Some(Known::Stale)));
    assert!(verified.admit(tag, 0).is_some_and(|admitted| admitted.is_ok()));
}

#[test]
fn a_token_whose_budget_is_used_is_neither_pushed_out_nor_forgotten() {
    let verified = Verified::<u32>::new(&Rate { count: 2, window_s: 3_600, burst: 0, key: RateKey::Address }, 8);
    let tag = tag_of("spent");
    verified.remember(tag, 7, 0);
    for _ in 0..2 {
        assert!(verified.admit(tag, 0).unwrap().is_ok());
    }
    // Others come, and ten minutes pass and more.
    for number in 0..1_000_u32 {
        let now = u64::from(number) * 3_000;
        verified.remember(tag_of(&number.to_string()), 0, now);
        assert!(matches!(verified.recall(tag, now, |_| true), Some(Known::Spent(_))), "{number}");
    }
    verified.remember(tag, 7, 3_600_000);
    assert_eq!(found(&verified, tag, 3_600_000), Some(7));
}

#[test]
fn where_all_have_used_their_budgets_another_is_not_known() {
    let verified = verified(2);
    for token in ["one", "two"] {
        let tag = tag_of(token);
        verified.remember(tag, 7, 0);
        assert!(verified.admit(tag, 0).unwrap().is_ok());
    }
    let late = tag_of("late");
    verified.remember(late, 7, 0);
    assert!(verified.admit(late, 0).is_none());
    verified.remember(late, 7, 60_000);
    assert!(verified.admit(late, 60_000).is_some());
}

/// What is known of a token, kept as plainly as can be.
#[derive(Clone, Debug)]
struct Plain {
    found: Option<u32>,
    verified_ms: u64,
    used_ms: u64,
    /// When its own budget was charged, as far as that counts.
    charges: Vec<u64>,
}

impl Plain {
    fn spent(&self, now: u64, budget: usize) -> bool {
        self.live(now) >= budget
    }

    fn live(&self, now: u64) -> usize {
        self.charges.iter().filter(|at| **at + 60_000 > now).count()
    }
}

#[derive(Clone, Debug)]
enum Asked {
    Remember(u32),
    Recall { holds: bool },
    Admit { takes_back: bool },
    Forget,
}

fn asked() -> impl Strategy<Value = Asked> {
    prop_oneof![
        4 => (0_u32..2_000).prop_map(Asked::Remember),
        6 => prop::bool::weighted(0.9).prop_map(|holds| Asked::Recall { holds }),
        3 => any::<bool>().prop_map(|takes_back| Asked::Admit { takes_back }),
        1 => Just(Asked::Forget),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_memory_is_what_a_plain_map_with_times_is(
        most in 0_usize..=8,
        turns in prop::collection::vec((0_u8..12, asked(), prop_oneof![3 => Just(0_u64), 4 => 0_u64..9_000, 1 => 0_u64..700_000]), 1..120),
    ) {
        let (verified, budget) = (verified(most), 2);
        let room = if most == 0 { usize::MAX } else { most };
        let mut plain: BTreeMap<u8, Plain> = BTreeMap::new();
        // From 0 on nothing is told apart, so that ties of times are of one moment.
        let mut now = 1_u64;
        for (token, asked, passed) in turns {
            // Each use has a moment of its own: which of two goes that were used at once is nobody's promise.
            now += passed + 1;
            let tag = TokenTag::assumed(u128::from(token) * 7);
            let is_recent = |then: u64| now - then < 600_000;
            match asked {
                Asked::Remember(value) => {
                    verified.remember(tag, value, now);
                    let found = Some(value).filter(|value| *value <= 1_000 && most > 0);
                    if let Some(known) = plain.get_mut(&token) {
                        *known = Plain { found, verified_ms: now, used_ms: now, charges: known.charges.clone() };
                        continue;
                    }
                    plain.retain(|_, known| is_recent(known.used_ms) || known.live(now) > 0);
                    if plain.len() >= room {
                        let idle = plain.iter().filter(|(_, known)| known.live(now) == 0);
                        let Some(idlest) = idle.min_by_key(|(_, known)| known.used_ms).map(|(token, _)| *token) else {
                            continue;
                        };
                        plain.remove(&idlest);
                    }
                    plain.insert(token, Plain { found, verified_ms: now, used_ms: now, charges: Vec::new() });
                }
                Asked::Recall { holds } => {
                    let recalled = verified.recall(tag, now, |_| holds);
                    match plain.get_mut(&token) {
                        Some(known) if known.spent(now, budget) => {
                            prop_assert!(matches!(recalled, Some(Known::Spent(_))));
                        }
                        Some(known) if is_recent(known.used_ms) => {
                            if holds && is_recent(known.verified_ms) && let Some(value) = known.found {
                                prop_assert!(matches!(recalled, Some(Known::Holds(found)) if found == value));
                                known.used_ms = now;
                            } else {
                                prop_assert!(matches!(recalled, Some(Known::Stale)));
                                known.found = None;
                            }
                        }
                        _ => prop_assert!(recalled.is_none()),
                    }
                }
                Asked::Admit { takes_back } => {
                    let admitted = verified.admit(tag, now);
                    match plain.get_mut(&token).filter(|known| is_recent(known.used_ms)) {
                        None => prop_assert!(admitted.is_none()),
                        Some(known) if known.spent(now, budget) => prop_assert!(matches!(admitted, Some(Err(_)))),
                        Some(known) => {
                            let Some(Ok(charge)) = admitted else { panic!("there is some of the budget left") };
                            if takes_back {
                                verified.refund(tag, &charge, now);
                            } else {
                                known.charges.push(now);
                            }
                        }
                    }
                }
                Asked::Forget => {
                    verified.forget(tag);
                    plain.remove(&token);
                }
            }
            prop_assert!(most == 0 || tokens(&verified) <= most);
        }
    }
}
