use secure_api::prelude::*;

#[output]
struct Account {
    name: String,
    remembered: Option<SecretText<1, 9>>,
}

fn main() {}
