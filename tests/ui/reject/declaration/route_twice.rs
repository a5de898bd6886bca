use secure_api::prelude::*;

#[get("/x")]
#[post("/x")]
#[secure(auth = "jwt")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
