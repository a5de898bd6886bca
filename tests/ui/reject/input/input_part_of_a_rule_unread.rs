use secure_api::prelude::*;

#[input]
struct Review {
    #[validate(range(1..=5))]
    stars: u8,
}

fn main() {}
