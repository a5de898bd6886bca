use secure_api::prelude::*;

#[output]
#[vouched("all of it may be sent")]
struct View {
    title: String,
}

fn main() {}
