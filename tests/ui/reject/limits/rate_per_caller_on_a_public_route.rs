use secure_api::prelude::*;

#[get("/x")]
#[secure(public = "a reason", rate = "10/min per caller")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
