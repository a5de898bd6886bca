use secure_api::prelude::*;

fn right(sent: &SecretText<6, 6>, stored: &SecretText<6, 6>) -> bool {
    sent == stored
}

fn main() {
    let _ = right;
}
