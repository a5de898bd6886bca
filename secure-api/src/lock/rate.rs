//! How often, as a line says it: `60/60s/caller`, `10/60s/address/burst20`.

use core::fmt;

/// Never more than `most` in any window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rate {
    pub(super) count: u64,
    pub(super) window_s: u64,
    pub(super) per: String,
    /// What one window may hold where that is more than `count`.
    pub(super) burst: Option<u64>,
}

impl Rate {
    pub(super) fn parse(word: &str) -> Option<Self> {
        let mut parts = word.split('/');
        let count = parts.next()?.parse().ok()?;
        let window_s = parts.next()?.strip_suffix('s')?.parse().ok().filter(|window| *window > 0)?;
        let per = parts.next()?.to_owned();
        let burst = match parts.next() {
            None => None,
            Some(burst) => Some(burst.strip_prefix("burst")?.parse().ok()?),
        };
        parts.next().is_none().then_some(Self { count, window_s, per, burst })
    }

    /// Whether whoever keeps to this limit keeps to the other: in windows of its length, and where it has a burst over longer
    /// times, too.
    pub(super) fn keeps(&self, other: &Self) -> bool {
        let windows = self.admits_at_most(other.window_s) <= other.most();
        let sustained =
            u128::from(self.count) * u128::from(other.window_s) <= u128::from(other.count) * u128::from(self.window_s);
        self.per == other.per && windows && (other.burst.is_none() || (sustained && self.most() <= other.most()))
    }

    /// The most that one window of its own holds.
    fn most(&self) -> u64 {
        self.burst.unwrap_or(self.count).max(self.count)
    }

    /// The most that are admitted in any window of this length.
    fn admits_at_most(&self, window_s: u64) -> u64 {
        let by_windows = self.most().saturating_mul(window_s.div_ceil(self.window_s));
        if self.burst.is_none() {
            return by_windows;
        }
        let refilled = u128::from(self.count) * u128::from(window_s) / u128::from(self.window_s);
        let by_bucket = u128::from(self.most()).saturating_add(refilled);
        by_windows.min(u64::try_from(by_bucket).unwrap_or(u64::MAX))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}s/{}", self.count, self.window_s, self.per)?;
        self.burst.map_or(Ok(()), |burst| write!(f, "/burst{burst}"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rate(text: &str) -> Rate {
        Rate::parse(text).unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["60/60s/caller", "10/60s/address/burst20"] {
            assert_eq!(rate(text).to_string(), text);
        }
        for text in ["", "60", "60/60/caller", "60/0s/caller", "60/60s", "60/60s/caller/20", "60/60s/caller/burst2/x"] {
            assert_eq!(Rate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_limit_keeps_to_one_that_it_never_exceeds() {
        for (one, other, keeps) in [
            ("10/60s/caller", "10/60s/caller", true),
            ("9/60s/caller", "10/60s/caller", true),
            ("11/60s/caller", "10/60s/caller", false),
            ("10/60s/caller", "10/60s/address", false),
            ("10/60s/caller", "10/30s/caller", true),
            ("10/30s/caller", "10/60s/caller", false),
            ("1/1s/caller", "60/60s/caller", true),
            ("60/60s/caller", "1/1s/caller", false),
            ("10/60s/caller/burst20", "10/60s/caller", false),
            ("10/60s/caller", "10/60s/caller/burst20", true),
            ("20/60s/caller", "10/60s/caller/burst20", false),
            ("5/60s/caller/burst10", "10/60s/caller", true),
        ] {
            assert_eq!(rate(one).keeps(&rate(other)), keeps, "{one} keeps {other}");
        }
    }

    /// The moments, in seconds, that a limit admits of an arrival a second: by the words of the documentation, and not by
    /// arithmetic.
    fn admitted(rate: &Rate, arrivals: &[u64]) -> Vec<u64> {
        let (mut admitted, mut tokens, mut last): (Vec<u64>, u64, u64) = (Vec::new(), rate.most() * rate.window_s, 0);
        for &now in arrivals {
            let in_window = admitted.iter().filter(|&&then| then + rate.window_s > now).count() as u64;
            tokens = (tokens + (now - last) * rate.count).min(rate.most() * rate.window_s);
            last = now;
            let has_token = rate.burst.is_none() || tokens >= rate.window_s;
            if in_window < rate.most() && has_token {
                tokens -= rate.window_s.min(tokens);
                admitted.push(now);
            }
        }
        admitted
    }

    fn rates() -> impl Strategy<Value = Rate> {
        (1_u64..6, 1_u64..8, proptest::option::of(1_u64..8)).prop_map(|(count, window_s, burst)| {
            let burst = burst.map(|more| count + more);
            Rate { count, window_s, per: "caller".to_owned(), burst }
        })
    }

    proptest! {
        #[test]
        fn who_keeps_to_the_one_is_never_refused_by_the_other(
            one in rates(),
            other in rates(),
            mut arrivals in proptest::collection::vec(0_u64..40, 0..80),
        ) {
            prop_assume!(one.keeps(&other));
            arrivals.sort_unstable();
            let kept = admitted(&one, &arrivals);
            prop_assert_eq!(admitted(&other, &kept), kept);
        }

        #[test]
        fn keeping_is_an_order(one in rates(), two in rates(), three in rates()) {
            prop_assert!(one.keeps(&one));
            prop_assert!(!(one.keeps(&two) && two.keeps(&three)) || one.keeps(&three));
        }
    }
}
