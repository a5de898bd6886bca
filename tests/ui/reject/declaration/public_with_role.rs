use secure_api::prelude::*;

#[get("/x")]
#[secure(public = "a reason", role = "admin", rate = "60/min")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
