use secure_api::prelude::*;

#[input]
struct Search {
    #[serde(rename = "accountIds")]
    #[validate(length(max = 5))]
    accounts: Option<Vec<Text<1, 36>>>,
}

fn main() {}
