use secure_api::prelude::*;

fn main() {
    let _: Password = "correct horse".parse().unwrap();
}
