use secure_api::prelude::*;

#[input]
struct Draft {
    #[vouched("the partner says so")]
    #[vouched("and nobody reads it")]
    role: Text<1, 20>,
}

fn main() {}
