use secure_api::prelude::*;

#[output]
struct View(u32);

fn main() {}
