use secure_api::prelude::*;

#[input]
struct Draft(u32);

fn main() {}
