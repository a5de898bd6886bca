use secure_api::prelude::*;

#[derive(Clone, Copy)]
enum Colour {
    Red,
}

#[output]
struct View {
    #[audience(Colour::Red)]
    contact: String,
}

fn main() {}
