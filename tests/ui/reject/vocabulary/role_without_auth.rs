use secure_api::prelude::*;

#[get("/x")]
#[secure(role = "admin")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
