use secure_api::prelude::*;

#[output]
struct View {
    id: u32,
    extra: Option<serde_json::Value>,
}

fn main() {}
