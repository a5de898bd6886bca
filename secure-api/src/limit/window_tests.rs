use super::*;
use crate::policy::RateKey;
use proptest::prelude::*;

fn rate(count: u32, window_s: u32, burst: u32) -> Rate {
    Rate { count, window_s, burst, key: RateKey::Caller }
}

fn length_ms(window: &Window) -> u64 {
    u64::from(window.length_s()) * 1_000
}

/// Admits what the window admits at each of the moments, and gives the times of what was admitted and refused.
fn play(window: &Window, cell: &mut Cell, moments: &[u64]) -> (Vec<u64>, Vec<u64>) {
    let (mut admitted, mut refused) = (Vec::new(), Vec::new());
    for &now in moments {
        match window.admit(cell, now) {
            Ok(_) => admitted.push(now),
            Err(_) => refused.push(now),
        }
    }
    (admitted, refused)
}

fn in_window(times: &[u64], now: u64, window_ms: u64) -> usize {
    times.iter().filter(|&&at| at <= now && at + window_ms > now).count()
}

/// Moments from steps: many at once, near the slots' edges, near the window's edge, and far jumps.
fn moments(window_ms: u64, arrivals: usize) -> impl Strategy<Value = Vec<u64>> {
    let step = prop_oneof![
        12 => Just(0_u64),
        12 => 0..=window_ms / 64,
        2 => 0..=window_ms / 8,
        1 => (0_u64..3).prop_map(move |off| (window_ms + off).saturating_sub(1)),
        1 => (0_u64..3).prop_map(move |off| (window_ms / 16 + off).saturating_sub(1)),
        1 => (window_ms / 16 * 15)..=window_ms,
        1 => 0..=window_ms * 3,
    ];
    let start = 0_u64..u64::from(u32::MAX) * 4;
    (start, prop::collection::vec((step, 1_usize..6), 1..arrivals / 3)).prop_map(|(start, steps)| {
        let mut now = start;
        let mut moments = Vec::new();
        for (step, at_once) in steps {
            now += step;
            moments.extend(core::iter::repeat_n(now, at_once));
        }
        moments
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_small_quota_is_counted_exactly(
        (window_s, moments) in (1_u32..100).prop_flat_map(|s| (Just(s), moments(u64::from(s) * 1000, 120))),
        quota in 1_u32..=16,
    ) {
        let window = Window::new(&rate(quota, window_s, 0));
        let (mut cell, mut admitted) = (Cell::default(), Vec::new());
        for now in moments {
            let held = in_window(&admitted, now, length_ms(&window));
            let standing = window.standing(&cell, now);
            prop_assert_eq!(standing.remaining as usize, quota as usize - held);
            if window.admit(&mut cell, now).is_ok() {
                admitted.push(now);
            } else {
                prop_assert_eq!(held, quota as usize);
            }
            prop_assert!(cell.len() <= quota as usize);
        }
    }

    #[test]
    fn a_large_quota_is_never_exceeded_and_refuses_within_the_resolution(
        (window_s, moments) in (1_u32..100).prop_flat_map(|s| (Just(s), moments(u64::from(s) * 1000, 400))),
        quota in 17_u32..60,
    ) {
        let window = Window::new(&rate(quota, window_s, 0));
        let length = length_ms(&window);
        let (mut cell, mut admitted) = (Cell::default(), Vec::new());
        for now in moments {
            if window.admit(&mut cell, now).is_ok() {
                admitted.push(now);
                prop_assert!(in_window(&admitted, now, length) <= quota as usize);
            } else {
                prop_assert!(in_window(&admitted, now, length + length / 16) >= quota as usize);
            }
            prop_assert!(cell.len() <= 17);
        }
    }

    #[test]
    fn a_window_of_any_length_is_never_exceeded(
        (window_s, moments) in prop_oneof![60_u32..4_000, 86_400_u32..100_000, 7_776_000_u32..8_000_000]
            .prop_flat_map(|s| (Just(s), moments(u64::from(s) * 1000, 300))),
        quota in 1_u32..40,
    ) {
        let window = Window::new(&rate(quota, window_s, 0));
        let length = length_ms(&window);
        let resolution = 3 * window.tick_ms + if quota > EXACT_QUOTA { length / 16 } else { 0 };
        let (mut cell, mut admitted) = (Cell::default(), Vec::new());
        for now in moments {
            if window.admit(&mut cell, now).is_ok() {
                admitted.push(now);
                prop_assert!(in_window(&admitted, now, length) <= quota as usize);
            } else {
                prop_assert!(in_window(&admitted, now, length + resolution) >= quota as usize);
            }
        }
    }

    #[test]
    fn what_16_bits_cannot_count_is_counted_alike(
        (window_s, moments) in (1_u32..1_000).prop_flat_map(|s| (Just(s), moments(u64::from(s) * 1000, 300))),
        count in 17_u32..60,
        burst in prop_oneof![Just(0_u32), 60_u32..90],
        refunded in prop::collection::vec(any::<bool>(), 300),
    ) {
        let narrow = Window::new(&rate(count, window_s, burst));
        let wide = Window { form: Form { layout: Layout::WideSlots, ..narrow.form }, ..narrow };
        let (mut one, mut other) = (Cell::default(), Cell::default());
        for (now, refunded) in moments.into_iter().zip(refunded.into_iter().cycle()) {
            prop_assert_eq!(narrow.standing(&one, now), wide.standing(&other, now));
            if let (Ok(charge), Ok(alike)) = (narrow.admit(&mut one, now), wide.admit(&mut other, now)) && refunded {
                narrow.refund(&mut one, &charge, now);
                wide.refund(&mut other, &alike, now);
            }
            prop_assert_eq!(narrow.is_idle(&one, now), wide.is_idle(&other, now));
        }
    }

    #[test]
    fn a_burst_holds_its_window_and_its_sustained_rate(
        (window_s, moments) in (1_u32..100).prop_flat_map(|s| (Just(s), moments(u64::from(s) * 1000, 300))),
        count in 1_u32..20,
        more in 1_u32..20,
    ) {
        let burst = count + more;
        let window = Window::new(&rate(count, window_s, burst));
        let length = length_ms(&window);
        let mut cell = Cell::default();
        let (admitted, refused) = play(&window, &mut cell, &moments);
        for (place, &last) in admitted.iter().enumerate() {
            prop_assert!(in_window(&admitted, last, length) <= burst as usize);
            for (earlier, &first) in admitted.iter().enumerate().take(place) {
                // A bucket of `burst` tokens, refilled at `count` a window.
                let most = u64::from(burst) + (last - first) * u64::from(count) / length;
                prop_assert!((place - earlier + 1) as u64 <= most);
            }
        }
        for now in refused {
            let slack = if burst <= 16 { 0 } else { length / 16 };
            let full = in_window(&admitted, now, length + slack) >= burst as usize;
            // Some run of admissions up to now has used up what it began with and what was added since.
            let before: Vec<u64> = admitted.iter().copied().filter(|&at| at <= now).collect();
            let dry = before.iter().enumerate().any(|(place, &first)| {
                let used = (before.len() - place) as u64;
                used * length + 1 > (u64::from(burst) - 1) * length + (now - first) * u64::from(count)
            });
            prop_assert!(full || dry);
        }
    }

    #[test]
    fn the_wait_is_the_true_one(
        (window_s, moments) in (1_u32..100).prop_flat_map(|s| (Just(s), moments(u64::from(s) * 1000, 200))),
        count in 1_u32..40,
        burst in prop_oneof![Just(0_u32), 1_u32..60],
    ) {
        let window = Window::new(&rate(count, window_s, burst));
        let mut cell = Cell::default();
        for now in moments {
            if let Err(standing) = window.admit(&mut cell, now) {
                prop_assert!(standing.retry_ms > 0);
                prop_assert_eq!(standing.reset_ms, standing.retry_ms);
                let then = now + standing.retry_ms;
                prop_assert_eq!(window.standing(&cell, then - 1).remaining, 0);
                prop_assert!(window.standing(&cell, then).remaining > 0);
            } else {
                let after = window.standing(&cell, now);
                prop_assert!(after.reset_ms > 0);
                prop_assert!(window.standing(&cell, now + after.reset_ms).remaining > after.remaining);
                prop_assert_eq!(window.standing(&cell, now + after.reset_ms - 1).remaining, after.remaining);
            }
        }
    }

    #[test]
    fn what_is_refunded_leaves_the_others_charged(
        (window_s, moments) in (1_u32..20).prop_flat_map(|s| (Just(s), moments(u64::from(s) * 1000, 200))),
        count in 1_u32..40,
        burst in prop_oneof![Just(0_u32), 1_u32..60],
        refunded in prop::collection::vec((any::<bool>(), 0_usize..8), 200),
    ) {
        let window = Window::new(&rate(count, window_s, burst));
        let length = length_ms(&window);
        let mut cell = Cell::default();
        let mut open: Vec<(u64, usize, Charge)> = Vec::new();
        let mut kept: Vec<u64> = Vec::new();
        for (turn, now) in moments.into_iter().enumerate() {
            let due: Vec<usize> =
                open.iter().enumerate().filter(|(_, (_, due, _))| *due <= turn).map(|(at, _)| at).rev().collect();
            for place in due {
                let (_, _, charge) = open.remove(place);
                window.refund(&mut cell, &charge, now);
            }
            if let Ok(charge) = window.admit(&mut cell, now) {
                match refunded[turn % refunded.len()] {
                    (true, later) => open.push((now, turn + later + 1, charge)),
                    (false, _) => kept.push(now),
                }
            }
            let charged: Vec<u64> = kept.iter().copied().chain(open.iter().map(|(at, ..)| *at)).collect();
            let held = in_window(&charged, now, length);
            prop_assert!(held <= window.quota() as usize);
            let used = window.live(&cell, now).map_or(0, |(_, count)| count);
            prop_assert!(used as usize >= held, "a charge was lost: {used} of {held}");
        }
    }
}

#[test]
fn an_arrival_a_whole_window_later_is_outside() {
    let window = Window::new(&rate(1, 60, 0));
    let mut cell = Cell::default();
    assert!(window.admit(&mut cell, 1_000).is_ok());
    assert_eq!(window.admit(&mut cell, 60_999).unwrap_err().retry_ms, 1);
    assert!(window.admit(&mut cell, 61_000).is_ok());
}

#[test]
fn a_refusal_charges_nothing() {
    let window = Window::new(&rate(2, 10, 0));
    let mut cell = Cell::default();
    let (admitted, refused) = play(&window, &mut cell, &[0, 0, 1, 9_999, 9_999, 10_000, 10_000]);
    assert_eq!((admitted, refused), (vec![0, 0, 10_000, 10_000], vec![1, 9_999, 9_999]));
}

#[test]
fn a_window_of_months_holds_to_the_tick() {
    let window = Window::new(&rate(1, 90 * 86_400, 0));
    let mut cell = Cell::default();
    assert!(window.admit(&mut cell, 5).is_ok());
    let wait = window.admit(&mut cell, 6).unwrap_err().retry_ms;
    let exact = 90 * 86_400_000 - 1;
    assert!(wait >= exact && wait <= exact + 3 * window.tick_ms, "{wait}");
    assert!(window.admit(&mut cell, 6 + wait).is_ok());
}

#[test]
fn runs_survive_the_end_of_their_32_bits() {
    let window = Window::new(&rate(2, 60, 0));
    let mut cell = Cell::default();
    let mut now = 0_u64;
    while now < u64::from(u32::MAX) * 2 {
        // Never idle: one arrival is always in the window.
        assert!(window.admit(&mut cell, now).is_ok());
        assert_eq!(window.standing(&cell, now).remaining, u32::from(now == 0), "{now}");
        now += 50_000;
    }
    assert_eq!(window.standing(&cell, now).remaining, 1);
}

#[test]
fn what_was_admitted_before_the_end_of_its_32_bits_counts_until_it_is_over() {
    let window = Window::new(&rate(4, 60, 0));
    let mut cell = Cell::default();
    let mut now = 0_u64;
    while now < u64::from(u32::MAX) + 200_000 {
        assert!(window.admit(&mut cell, now).is_ok());
        // This one, and two of before.
        assert_eq!(
            window.standing(&cell, now + 19_999).remaining,
            if now < 40_000 { 3 - now as u32 / 20_000 } else { 1 },
            "{now}"
        );
        now += 20_000;
    }
}

#[test]
fn a_clock_read_early_does_not_free_what_is_charged() {
    let window = Window::new(&rate(2, 1, 0));
    let mut cell = Cell::default();
    assert!(window.admit(&mut cell, 5_000).is_ok());
    assert!(window.admit(&mut cell, 4_990).is_ok());
    assert!(window.admit(&mut cell, 4_000).is_err());
    assert!(window.admit(&mut cell, 5_999).is_err());
    assert!(window.admit(&mut cell, 6_000).is_ok());
}

#[test]
fn a_refund_makes_room_at_once() {
    for burst in [0, 3] {
        let window = Window::new(&rate(2, 60, burst));
        let mut cell = Cell::default();
        let charges: Vec<Charge> = (0..window.quota()).map(|_| window.admit(&mut cell, 10).unwrap()).collect();
        assert!(window.admit(&mut cell, 20).is_err());
        for charge in charges {
            window.refund(&mut cell, &charge, 30);
        }
        assert!(window.is_idle(&cell, 30));
        assert_eq!(window.standing(&cell, 30).remaining, window.quota());
    }
}

#[test]
fn a_token_that_was_refilled_is_not_refunded_again() {
    // A token every ten seconds, three at once.
    let window = Window::new(&rate(1, 10, 3));
    let mut cell = Cell::default();
    let first = window.admit(&mut cell, 0).unwrap();
    assert!(window.admit(&mut cell, 12_000).is_ok());
    assert!(window.admit(&mut cell, 12_000).is_ok());
    window.refund(&mut cell, &first, 12_000);
    assert_eq!(window.standing(&cell, 22_000).remaining, 2);
}

#[test]
fn nothing_is_admitted_by_a_quota_of_zero() {
    let window = Window::new(&rate(0, 0, 0));
    let standing = window.admit(&mut Cell::default(), 7).unwrap_err();
    assert_eq!(standing.retry_ms, 1_000);
    let of_months = Window::new(&rate(0, 90 * 86_400, 0)).admit(&mut Cell::default(), 7).unwrap_err();
    assert!(of_months.retry_ms >= 90 * 86_400_000, "{}", of_months.retry_ms);
}

#[test]
fn the_end_of_time_does_not_panic() {
    for rate in [rate(1, u32::MAX, u32::MAX), rate(u32::MAX, 1, 0), rate(1, u32::MAX, 0)] {
        let (window, mut cell) = (Window::new(&rate), Cell::default());
        for now in [0, u64::from(u32::MAX), u64::MAX / 2, u64::MAX - 1, u64::MAX, 0] {
            if let Ok(charge) = window.admit(&mut cell, now) {
                let _ = window.standing(&cell, now);
                window.refund(&mut cell, &charge, now);
            }
        }
    }
}

#[test]
fn a_large_quota_is_counted_to_the_last_at_one_moment() {
    for quota in [u32::from(u16::MAX), u32::from(u16::MAX) + 1] {
        let window = Window::new(&rate(quota, 60, 0));
        let mut cell = Cell::default();
        for _ in 0..quota {
            assert!(window.admit(&mut cell, 7).is_ok());
        }
        assert_eq!(window.admit(&mut cell, 7).unwrap_err().retry_ms, 60_000, "{quota}");
    }
}

#[test]
fn what_is_charged_beyond_the_quota_is_waited_for_as_long_as_it_takes() {
    let window = Window::new(&rate(2, 10, 0));
    let mut cell = Cell::default();
    for now in [0, 1_000, 2_000, 3_000] {
        let _stays = window.charge(&mut cell, now);
    }
    let standing = window.standing(&cell, 4_000);
    assert_eq!((standing.remaining, standing.retry_ms), (0, 8_000), "of the last two the first must have gone");
    assert_eq!(window.standing(&cell, 12_000).remaining, 1);
}

#[test]
fn a_full_cell_is_small() {
    let spread = |quota: u32| {
        let window = Window::new(&rate(quota, 60, 0));
        let mut cell = Cell::default();
        for step in 0..200 {
            let _ = window.admit(&mut cell, step * 1_900);
        }
        cell.bytes()
    };
    assert_eq!(Cell::default().bytes(), 24);
    assert_eq!([spread(10), spread(1_000)], [24 + 40, 24 + 68]);
}
