use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt", rate = ["10/min", "600/h"])]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
