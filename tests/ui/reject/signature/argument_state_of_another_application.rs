use secure_api::prelude::*;

#[derive(Clone)]
struct Db;

#[post("/x")]
#[secure(auth = "jwt")]
async fn show(taken: State<Db>) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
