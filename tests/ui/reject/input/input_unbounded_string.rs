use secure_api::prelude::*;

#[input]
struct Draft {
    title: String,
}

fn main() {}
