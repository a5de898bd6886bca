use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt", rate = ["100/min", "10/min per route"])]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
