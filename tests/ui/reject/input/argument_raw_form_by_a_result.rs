use secure_api::prelude::*;

#[post("/x")]
#[secure(auth = "jwt")]
async fn show(taken: Result<Form<u8>, axum::extract::rejection::FormRejection>) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
