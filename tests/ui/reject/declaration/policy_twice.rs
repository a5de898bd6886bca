use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
#[secure(public = "a reason", rate = "60/min")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
