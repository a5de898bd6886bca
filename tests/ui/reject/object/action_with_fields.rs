use secure_api::prelude::*;

#[derive(Action)]
struct Publish {
    at: u64,
}

fn main() {}
