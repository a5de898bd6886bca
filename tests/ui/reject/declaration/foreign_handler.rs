use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
#[axum::debug_handler]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
