use secure_api::prelude::*;

#[output]
struct View {
    #[audience(user = "ada")]
    contact: String,
}

fn main() {}
