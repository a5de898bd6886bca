use secure_api::prelude::*;

#[get("/x")]
#[secure(public = "why nobody has to say who they are", rate = "60/min")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
