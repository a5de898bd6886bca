use secure_api::prelude::*;

#[input]
struct Draft {
    extra: serde_json::Value,
}

fn main() {}
