//! With more callers, and with more addresses: each asks once, or again and again where there are few.

use secure_api::prelude::Api;

use super::{Asked, cost, same};
use crate::app::Store;
use crate::app::secured;
use crate::clock::{SteppedClock, now_s};
use crate::count::in_memory;
use crate::requests;
use crate::token::{Algorithm, Issuer};

const KEYS: [u64; 4] = [1, 1_000, 100_000, 1_000_000];
/// At least so many requests.
const REQUESTS: u64 = 20_000;

/// Every token is verified, so that it is callers who differ and not how many tokens are known.
pub(super) async fn callers() {
    let issuer = Issuer::new(Algorithm::Hs256, now_s());
    of_keys(
        &issuer,
        || secured::api().remembered_tokens(0),
        |key| same(requests::get("/articles/7", Some(&issuer.token(&format!("caller-{key:07}"), 0)))),
    )
    .await;
}

pub(super) async fn addresses() {
    let issuer = Issuer::new(Algorithm::Hs256, now_s());
    of_keys(&issuer, secured::api, |key| Asked {
        bytes: requests::get("/ping", None),
        address: u32::try_from(key).unwrap_or(u32::MAX) + 1,
    })
    .await;
}

async fn of_keys(issuer: &Issuer, api: impl Fn() -> Api<Store>, asked: impl Fn(u64) -> Asked) {
    let mut of_one = None;
    for keys in KEYS {
        let clock = SteppedClock::new();
        let server = in_memory(api(), issuer, &clock);
        // What is made with the first request is no key's.
        cost(&server, &clock, 1_000, |_| asked(u64::from(u32::MAX))).await;
        let found = cost(&server, &clock, keys.max(REQUESTS), |number| asked(number % keys)).await;
        let each = if keys >= 100_000 { format!("{:.0}", found.grown / keys as f64) } else { String::new() };
        let of_one = *of_one.get_or_insert(found.cpu_us);
        println!("{keys} | {:.2} | {:.2} | {:.1} | {each}", found.cpu_us, found.cpu_us / of_one, found.grown / 1e6);
    }
}
