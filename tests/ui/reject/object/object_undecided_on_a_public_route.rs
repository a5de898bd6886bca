use secure_api::prelude::*;

#[get("/x/{id}")]
#[secure(public = "a reason", rate = "60/min")]
async fn show(taken: Path<u64>) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
