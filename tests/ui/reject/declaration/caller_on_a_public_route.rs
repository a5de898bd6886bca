use secure_api::prelude::*;

#[post("/x")]
#[secure(public = "a reason", rate = "60/min")]
async fn show(taken: Identity) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
