use secure_api::prelude::*;

fn key(text: String) -> Password {
    Password::from(text)
}

fn main() {
    let _ = key;
}
