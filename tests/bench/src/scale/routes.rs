//! With more routes.

use super::{cost, same};
use crate::app::secured;
use crate::clock::{SteppedClock, now_s};
use crate::count::in_memory;
use crate::requests;
use crate::token::{Algorithm, Issuer};

/// Those of the application are mounted under so many prefixes.
const MOUNTED: [usize; 3] = [10, 100, 1_000];
const REQUESTS: u64 = 5_000;

pub(super) async fn run() {
    let issuer = Issuer::new(Algorithm::Hs256, now_s());
    let token = issuer.token("caller-0001", 0);
    for mounted in MOUNTED {
        let clock = SteppedClock::new();
        let server = in_memory(secured::api_with(mounted), &issuer, &clock);
        let path = format!("/area-{:04}/articles/7", mounted / 2);
        let asked = |_| same(requests::get(&path, Some(&token)));
        cost(&server, &clock, REQUESTS, asked).await;
        let cost = cost(&server, &clock, REQUESTS, asked).await;
        println!("{mounted} | {:.2}", cost.cpu_us);
    }
}
