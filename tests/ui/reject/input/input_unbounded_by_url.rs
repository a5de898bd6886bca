use secure_api::prelude::*;

#[input]
struct Draft {
    #[validate(url)]
    home: String,
}

fn main() {}
