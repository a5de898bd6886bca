use secure_api::prelude::*;

fn key() -> Password {
    "correct horse".into()
}

fn main() {
    let _ = key;
}
