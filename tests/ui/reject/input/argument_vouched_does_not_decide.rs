use secure_api::prelude::*;

secure_api::reason!(pub ReadsThePath = "it reads the path by itself");

#[get("/x/{id}")]
#[secure(auth = "jwt")]
async fn show(taken: Vouched<axum::http::Uri, ReadsThePath>) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
