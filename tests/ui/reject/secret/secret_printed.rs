use secure_api::prelude::*;

fn greeting(password: &Password) -> String {
    format!("logged in with {password}")
}

fn main() {
    let _ = greeting;
}
