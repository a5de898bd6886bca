use secure_api::prelude::*;

fn copied(password: &Password) -> String {
    password.to_string()
}

fn main() {
    let _ = copied;
}
