use secure_api::prelude::*;

#[output]
struct View {
    #[vouched("it is a plain text")]
    title: String,
}

fn main() {}
