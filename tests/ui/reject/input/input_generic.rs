use secure_api::prelude::*;

#[input]
struct Draft<T> {
    page: T,
}

fn main() {}
