use std::collections::BTreeMap;

use secure_api::prelude::*;

#[output]
struct Titles(BTreeMap<u64, String>);

#[get("/titles")]
#[secure(auth = "jwt")]
async fn titles() -> Json<Titles> {
    Json(Titles(BTreeMap::new()))
}

fn main() {
    let _: Routes<()> = routes![titles];
}
