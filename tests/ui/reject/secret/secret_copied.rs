use secure_api::prelude::*;

fn kept(password: &Password) -> Password {
    password.clone()
}

fn main() {
    let _ = kept;
}
