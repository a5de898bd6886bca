use secure_api::prelude::*;

#[input]
struct Draft {
    title: Box<str>,
}

fn main() {}
