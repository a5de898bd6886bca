use secure_api::prelude::*;

const ALL: Rate = rate!("10/min per route");

#[get("/x")]
#[secure(auth = "jwt", rate = ALL)]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
