use secure_api::prelude::*;

#[output]
struct Login {
    #[vouched("")]
    access_token: String,
}

fn main() {}
