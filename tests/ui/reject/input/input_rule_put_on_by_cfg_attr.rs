use secure_api::prelude::*;

#[input]
struct Review {
    #[cfg_attr(all(), validate(range))]
    stars: u8,
}

fn main() {}
