use secure_api::prelude::*;

#[input]
struct Draft {
    when: std::time::Duration,
}

fn main() {}
