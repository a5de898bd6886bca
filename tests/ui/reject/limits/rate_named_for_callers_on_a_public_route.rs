use secure_api::prelude::*;

const CALLS: Rate = rate!("10/min per caller");

#[get("/x")]
#[secure(public = "a reason", rate = CALLS)]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
