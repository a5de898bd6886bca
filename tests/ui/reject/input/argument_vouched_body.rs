use secure_api::prelude::*;

secure_api::reason!(pub TrustsTheCdn = "the CDN checks every body");

#[post("/x")]
#[secure(auth = "jwt")]
async fn show(taken: Vouched<String, TrustsTheCdn>) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
