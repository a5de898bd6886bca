use secure_api::prelude::*;

#[output]
struct View {
    id: u32,
    #[serde(rename = "apiKey")]
    handle: String,
}

fn main() {}
