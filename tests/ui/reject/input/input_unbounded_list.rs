use secure_api::prelude::*;

#[input]
struct Draft {
    tags: Vec<u32>,
}

fn main() {}
