use secure_api::prelude::*;

#[post("/x")]
#[secure(auth = "jwt")]
async fn show(taken: axum::extract::Multipart) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
