//! With tokens that were not seen before.

use super::sockets::Server;
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
            let asked = |number| same(request(&issuer, &known_token, known, number));
            let found = cost(&server, &clock, REQUESTS, asked).await;
            println!("{} | {known} % | {:.2} | {:.2}", algorithm.name(), found.cpu_us, bare / found.cpu_us);
        }
    }
}

/// The same over sockets, where a request of bare axum takes three times as long.
pub(crate) fn over_sockets() {
    for algorithm in Algorithm::ALL {
        let issuer = Issuer::new(algorithm, now_s());
        let known_token = issuer.token("caller-0001", 0);
        let all = |known| -> Vec<Vec<u8>> {
            (0..REQUESTS).map(|number| request(&issuer, &known_token, known, number)).collect()
        };
        let (warm, mut bare) = (all(100), Server::bare());
        for known in KNOWN {
            let (asked, mut secured) = (all(known), Server::secured(&issuer));
            bare.cost_us(&warm);
            secured.cost_us(&warm);
            // In turn, and the middle of the ratios: the machine is not the same from one moment to the next.
            let turns = asked.chunks(1_000).map(|asked| (bare.cost_us(asked), secured.cost_us(asked)));
            let mut found: Vec<(f64, f64)> = turns.map(|(bare_us, cost_us)| (bare_us / cost_us, cost_us)).collect();
            found.sort_by(|one, other| one.0.total_cmp(&other.0));
            let (ratio, cost_us) = found.get(found.len() / 2).copied().unwrap_or_default();
            println!("{} | {known} % | {cost_us:.2} | {ratio:.2}", algorithm.name());
        }
    }
}

/// Spread out, so that new tokens come now and then and not all at once.
fn request(issuer: &Issuer, known_token: &str, known: u64, number: u64) -> Vec<u8> {
    match number * 37 % 100 < known {
        true => requests::get("/articles/7", Some(known_token)),
        false => requests::get("/articles/7", Some(&issuer.token("caller-0001", number + 1))),
    }
}
