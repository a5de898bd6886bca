use secure_api::prelude::*;

#[input]
struct Draft {
    pair: (u8, String),
}

fn main() {}
