//! Verifying a token of HS256 with all of its claims, against `jsonwebtoken::decode` with those that it can check.

use jsonwebtoken::{Algorithm as Known, DecodingKey, Validation, decode};
use serde::Deserialize;

use super::usage::Usage;
use super::{cost, middle, same};
use crate::app::{AUDIENCE, ISSUER, secured};
use crate::clock::{SteppedClock, now_s};
use crate::count::in_memory;
use crate::requests;
use crate::token::{Algorithm, Issuer, secret};

const TOKENS: u64 = 5_000;
const TURNS: usize = 9;

/// What a handler would be given.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    roles: Vec<String>,
}

/// What a request takes more where the token is verified than where it is known: with no memory of tokens, and where each token
/// is another one and is remembered. In turn, and the middle of each: the machine is not the same from one moment to the next.
pub(super) async fn run() {
    let issuer = Issuer::new(Algorithm::Hs256, now_s());
    let mut tokens = (0..).map(|number| issuer.token("caller-0001", number));
    let known = tokens.next().unwrap_or_default();
    let (clock, asked) = (SteppedClock::new(), |token: &str| same(requests::get("/articles/7", Some(token))));
    let again = |_| asked(&known);
    let remembering = in_memory(secured::api(), &issuer, &clock);
    let forgetting = in_memory(secured::api().remembered_tokens(0), &issuer, &clock);
    let mut found = [const { Vec::new() }; 3];
    for _ in 0..TURNS {
        let fresh: Vec<String> = tokens.by_ref().take(TOKENS as usize).collect();
        let of_number = |number: u64| asked(fresh.get(number as usize).map_or("", String::as_str));
        let known_us = cost(&remembering, &clock, TOKENS, again).await.cpu_us;
        let verified = cost(&forgetting, &clock, TOKENS, again).await.cpu_us - known_us;
        let remembered = cost(&remembering, &clock, TOKENS, of_number).await.cpu_us - known_us;
        for (all, one) in found.iter_mut().zip([decoded_us(&fresh), verified, remembered]) {
            all.push(one);
        }
    }
    let [theirs, verified, remembered] = found.map(middle);
    println!("jsonwebtoken::decode | {theirs:.2} | 1.0");
    for (what, ours) in [("verified", verified), ("verified and remembered", remembered)] {
        println!("secure-api, {what} | {ours:.2} | {:.1}", theirs / ours);
    }
}

fn decoded_us(tokens: &[String]) -> f64 {
    let key = DecodingKey::from_secret(secret().as_bytes());
    let mut validation = Validation::new(Known::HS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.validate_nbf = true;
    let began = Usage::now();
    for token in tokens {
        let found = decode::<Claims>(token, &key, &validation).expect("a good token").claims;
        assert!(found.sub == "caller-0001" && found.roles.len() == 1);
    }
    (Usage::now().cpu_ns - began.cpu_ns) as f64 / 1e3 / tokens.len() as f64
}
