use secure_api::prelude::*;

fn twice(password: &Password) -> (Password, Password) {
    (password.clone(), password.clone())
}

fn main() {
    let _ = twice;
}
