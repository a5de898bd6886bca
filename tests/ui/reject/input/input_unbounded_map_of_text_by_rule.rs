use secure_api::prelude::*;

#[input]
struct Draft {
    #[validate(length(max = 9))]
    labels: std::collections::BTreeMap<String, Text<1, 9>>,
}

fn main() {}
