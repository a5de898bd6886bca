use secure_api::prelude::*;

#[input]
struct Draft {
    #[validate(length(max = 10))]
    tags: Vec<String>,
}

fn main() {}
