use secure_api::prelude::*;

#[output]
struct View(u32, u32);

fn main() {}
