use secure_api::prelude::*;

struct User;

#[output]
struct View {
    page: u32,
    author: User,
}

fn main() {}
