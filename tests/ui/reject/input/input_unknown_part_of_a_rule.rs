use secure_api::prelude::*;

#[input]
struct Draft {
    #[validate(length(mx = 10))]
    title: String,
}

fn main() {}
