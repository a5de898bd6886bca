use secure_api::prelude::*;

#[secure(__consumed, auth = "jwt")]
#[get("/x")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
