use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt", body = "64kb")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
