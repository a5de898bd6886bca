use secure_api::prelude::*;

struct Line {
    text: Text<1, 80>,
}

#[input]
struct Order {
    amount: u32,
    lines: List<Line, 1, 5>,
}

fn main() {}
