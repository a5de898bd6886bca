use secure_api::prelude::*;

#[input]
enum Kind {
    Note(u32),
}

fn main() {}
