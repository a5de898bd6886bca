use secure_api::prelude::*;

#[output]
struct View {
    #[audience]
    contact: String,
}

fn main() {}
