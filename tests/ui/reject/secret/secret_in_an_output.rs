use secure_api::prelude::*;

#[output]
struct Account {
    name: String,
    #[vouched("the client forgets it at once")]
    password: Password,
}

fn main() {}
