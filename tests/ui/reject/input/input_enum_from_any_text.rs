use secure_api::prelude::*;

#[input]
#[serde(from = "String")]
enum Status {
    Draft,
    Published,
}

impl From<String> for Status {
    fn from(text: String) -> Self {
        if text == "draft" { Status::Draft } else { Status::Published }
    }
}

fn main() {}
