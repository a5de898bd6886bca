use secure_api::prelude::*;

#[input]
struct Draft {
    #[validate(lenght(max = 10))]
    title: String,
}

fn main() {}
