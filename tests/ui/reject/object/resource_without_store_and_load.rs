use secure_api::prelude::*;

#[derive(Resource)]
#[resource(key = id)]
struct Article {
    id: u64,
}

fn main() {}
