use secure_api::prelude::*;

#[input]
enum Size {
    #[validate(length(max = 3))]
    Small,
    Large,
}

fn main() {}
