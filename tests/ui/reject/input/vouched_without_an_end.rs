use secure_api::prelude::*;

#[input]
struct Draft {
    #[vouched("only our own client sends it")]
    text: Option<String>,
}

fn main() {}
