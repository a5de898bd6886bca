use secure_api::prelude::*;

#[input]
struct Draft {
    page: u32,
}

#[post("/x")]
#[secure(auth = "jwt")]
async fn show(taken: Option<Valid<Json<Draft>>>) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
