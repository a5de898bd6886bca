use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt", timeout = "1000min")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
