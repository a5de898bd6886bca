use secure_api::prelude::*;

#[post("/x")]
#[secure(auth = "jwt")]
async fn keep<T: Send>(draft: Valid<Json<T>>) -> StatusCode {
    let _ = draft;
    StatusCode::OK
}

fn main() {}
