use secure_api::prelude::*;

#[post("/x")]
#[secure(auth = "jwt")]
async fn show(taken: Result<String, axum::extract::rejection::StringRejection>) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
