use secure_api::prelude::*;

struct User;

#[output]
struct Author(User);

fn main() {}
