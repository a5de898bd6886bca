use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt", permissions = "admin")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
