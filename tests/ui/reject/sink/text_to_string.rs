use secure_api::prelude::*;

fn page(name: &Text<1, 40>) -> String {
    "<h1>".to_owned() + &name.to_string()
}

fn main() {
    let _ = page;
}
