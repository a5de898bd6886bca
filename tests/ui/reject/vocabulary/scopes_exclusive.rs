use secure_api::prelude::*;

#[derive(Scopes)]
#[scopes(exclusive(Read, Write))]
enum Scope {
    Read,
    Write,
}

fn main() {}
