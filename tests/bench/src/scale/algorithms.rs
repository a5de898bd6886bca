//! With tokens that were not seen before.

use super::{bare_us, cost, same};
use crate::app::secured;
use crate::clock::{SteppedClock, now_s};
use crate::count::in_memory;
use crate::requests;
use crate::token::{Algorithm, Issuer};

/// Of a hundred requests, how many have the token of the one before.
const KNOWN: [u64; 4] = [0, 50, 95, 100];
const REQUESTS: u64 = 10_000;

pub(super) async fn run() {
    for algorithm in Algorithm::ALL {
        let issuer = Issuer::new(algorithm, now_s());
        let known_token = issuer.token("caller-0001", 0);
        let bare = bare_us(&known_token).await;
        for known in KNOWN {
            let clock = SteppedClock::new();
            let server = in_memory(secured::api(), &issuer, &clock);
            let again = |_| same(requests::get("/articles/7", Some(&known_token)));
            cost(&server, &clock, 500, again).await;
            // Spread out, so that new ones come now and then and not all at once.
            let asked = |number: u64| match number * 37 % 100 < known {
                true => again(number),
                false => same(requests::get("/articles/7", Some(&issuer.token("caller-0001", number + 1)))),
            };
            let found = cost(&server, &clock, REQUESTS, asked).await;
            println!("{} | {known} % | {:.2} | {:.2}", algorithm.name(), found.cpu_us, bare / found.cpu_us);
        }
    }
}
