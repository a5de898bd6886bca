//! A limit that is used up.

use super::TestRequest;
use crate::TestResponse;

/// A limit that refuses: how many it let through until then, and the refusal.
#[derive(Clone, Debug)]
pub struct Drained {
    admitted: u32,
    refusal: TestResponse,
    asked: String,
}

impl Drained {
    pub(super) async fn by(request: TestRequest) -> Self {
        let asked = format!("{} {}, at {}", request.request.method(), request.request.uri(), request.asked_at);
        let (mut admitted, mut left) = (0, None);
        loop {
            let answer = request.clone().send().await;
            if answer.status() == 429 {
                assert!(left == Some(0) || !refused_by_address(&answer), "{SOURCE_FIRST}\n{answer}");
                return Self { admitted, refusal: answer, asked };
            }
            let remaining = answer.rate_limits().iter().map(|limit| limit.remaining).min();
            let Some(remaining) = remaining else { panic!("{UNCOUNTED}\n{answer}") };
            assert!(left.is_none_or(|left| remaining < left), "{GROWING}\n{answer}");
            (admitted, left) = (admitted + 1, Some(remaining));
        }
    }

    /// How many requests were let through before this one was refused.
    #[must_use]
    pub fn admitted(&self) -> u32 {
        self.admitted
    }

    /// The answer with 429.
    #[must_use]
    pub fn refusal(&self) -> &TestResponse {
        &self.refusal
    }

    /// Asserts how many were let through, and gives the refusal.
    ///
    /// # Panics
    /// Where it were more or fewer.
    #[track_caller]
    pub fn assert_admitted(self, expected: u32) -> TestResponse {
        let Self { admitted, refusal, asked } = self;
        assert!(
            admitted == expected,
            "expected {expected} requests before the limit, got {admitted}: {asked}\n{refusal}"
        );
        refusal
    }
}

fn refused_by_address(answer: &TestResponse) -> bool {
    answer.rate_limits().iter().any(|limit| limit.name == "source")
}

const UNCOUNTED: &str =
    "nothing to drain: no limit of a route counted this request. It was refused before, or has no such route";
const SOURCE_FIRST: &str = "the limit of the address refuses before the limit of the route does: raise it for this test, as \
                            `api.source_rate(\"100000/min\")`";
const GROWING: &str = "the allowance grows while it is used up: give the application a clock that stands still, \
                       `Api::clock(TestClock::new())`";
