use secure_api::prelude::*;

#[input]
struct Draft {
    #[vouched]
    role: Text<1, 20>,
}

fn main() {}
