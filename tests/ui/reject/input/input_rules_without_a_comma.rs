use secure_api::prelude::*;

#[input]
struct Letter {
    #[validate(email length(max = 100))]
    to: Text<1, 254>,
}

fn main() {}
