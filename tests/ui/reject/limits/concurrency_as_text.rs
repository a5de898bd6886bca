use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt", concurrency = "32")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
