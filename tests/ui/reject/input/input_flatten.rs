use secure_api::prelude::*;

#[input]
struct Draft {
    page: u32,
    #[serde(flatten)]
    rest: Rest,
}

#[input]
struct Rest {
    size: u32,
}

fn main() {}
