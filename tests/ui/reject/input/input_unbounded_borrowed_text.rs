use secure_api::prelude::*;

#[input]
struct Draft {
    title: std::borrow::Cow<'static, str>,
}

fn main() {}
