use secure_api::prelude::*;

fn right(sent: SecretText<6, 6>) -> bool {
    sent == "123456"
}

fn main() {
    let _ = right;
}
