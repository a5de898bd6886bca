use actix_web_codegen::get;
use secure_api::{api::Routes, routes, secure};
use secure_api::prelude::StatusCode;

#[secure(auth = "jwt")]
#[get("/x")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
