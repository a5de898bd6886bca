use secure_api::prelude::*;

#[secure(auth = "jwt")]
#[actix_web::get("/x")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
