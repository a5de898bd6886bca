use secure_api::prelude::*;

#[get("/x")]
#[secure(rate = "10/min")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
