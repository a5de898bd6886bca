use secure_api::prelude::*;

#[output]
enum Grant {
    Token(String),
    Nothing,
}

fn main() {}
