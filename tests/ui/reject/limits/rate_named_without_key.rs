use secure_api::prelude::*;

const CALLS: Rate = rate!("10/min");

fn main() {
    let _ = CALLS;
}
