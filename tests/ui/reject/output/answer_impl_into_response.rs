use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> impl axum::response::IntoResponse {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
