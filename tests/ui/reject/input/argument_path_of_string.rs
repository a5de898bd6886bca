use secure_api::prelude::*;

#[post("/x/{name}")]
#[secure(auth = "jwt")]
async fn show(taken: Path<String>) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
