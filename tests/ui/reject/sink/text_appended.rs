use secure_api::prelude::*;

fn query(name: &Text<1, 40>) -> String {
    "SELECT id FROM notes WHERE name = ".to_owned() + name
}

fn main() {
    let _ = query;
}
