use secure_api::prelude::*;

#[input]
struct Review {
    #[validate(range)]
    stars: u8,
}

fn main() {}
