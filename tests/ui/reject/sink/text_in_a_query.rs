use secure_api::prelude::*;

fn query(name: &Text<1, 40>) -> String {
    format!("SELECT id FROM notes WHERE name = '{name}'")
}

fn main() {
    let _ = query;
}
