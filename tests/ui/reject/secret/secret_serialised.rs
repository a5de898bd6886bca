use secure_api::prelude::*;

#[derive(serde::Serialize)]
struct Account {
    name: String,
    password: Password,
}

fn main() {}
