use secure_api::prelude::*;

const SLOW: Rate = rate!("10/min per caller");

#[get("/x")]
#[secure(auth = "jwt", rate = ["10/min", SLOW])]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
