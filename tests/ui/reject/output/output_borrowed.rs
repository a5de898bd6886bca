use secure_api::prelude::*;

#[output]
struct View<'a> {
    title: &'a str,
}

fn main() {}
