use secure_api::prelude::*;

#[output]
struct View {
    id: u32,
    password_hash: String,
}

fn main() {}
