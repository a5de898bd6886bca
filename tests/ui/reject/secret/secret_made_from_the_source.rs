use secure_api::prelude::*;

fn main() {
    let _ = Password::new("correct horse");
}
