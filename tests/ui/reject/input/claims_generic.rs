use secure_api::prelude::*;

#[claims]
struct Tenant<T> {
    tenant: T,
}

fn main() {}
