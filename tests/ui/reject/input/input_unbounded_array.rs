use secure_api::prelude::*;

#[input]
struct Draft {
    lines: [String; 3],
}

fn main() {}
