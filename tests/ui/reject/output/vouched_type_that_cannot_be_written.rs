use secure_api::prelude::*;

#[output]
struct View {
    #[vouched("the clock is no secret")]
    since: std::time::Instant,
}

fn main() {}
