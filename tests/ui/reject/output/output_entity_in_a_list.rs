use secure_api::prelude::*;

#[derive(serde::Serialize)]
struct User;

#[output]
struct View {
    authors: Vec<User>,
}

fn main() {}
