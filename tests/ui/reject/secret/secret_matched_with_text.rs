use secure_api::prelude::*;

fn right(sent: &SecretText<6, 6>, stored: &String) -> bool {
    sent.matches(stored)
}

fn main() {
    let _ = right;
}
