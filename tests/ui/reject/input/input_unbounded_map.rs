use secure_api::prelude::*;

#[input]
struct Draft {
    labels: std::collections::HashMap<String, String>,
}

fn main() {}
