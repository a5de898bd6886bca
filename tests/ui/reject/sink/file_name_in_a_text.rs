use secure_api::prelude::*;

fn command(name: &FileName<40>) -> String {
    format!("convert {name}")
}

fn main() {
    let _ = command;
}
