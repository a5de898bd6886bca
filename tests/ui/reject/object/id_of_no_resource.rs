use secure_api::prelude::*;

struct Article;

#[input]
struct Move {
    to: Id<Article>,
}

fn main() {}
