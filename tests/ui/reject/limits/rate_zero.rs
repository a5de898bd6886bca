use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt", rate = "0/min")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
