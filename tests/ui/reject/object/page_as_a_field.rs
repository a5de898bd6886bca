use secure_api::prelude::*;

#[input]
struct Search {
    page: Page<50>,
    title: Text<1, 80>,
}

fn main() {}
