use secure_api::prelude::*;

#[input]
#[derive(Debug, serde::Deserialize)]
struct Draft {
    page: u32,
}

fn main() {}
