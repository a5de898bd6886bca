use secure_api::prelude::*;

#[input]
struct Address {
    #[validate(contains = "@" does_not_contain = " ")]
    text: Text<1, 80>,
}

fn main() {}
