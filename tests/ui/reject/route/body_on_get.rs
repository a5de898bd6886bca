use secure_api::prelude::*;

#[input]
struct Draft {
    page: u32,
}

#[get("/x")]
#[secure(auth = "jwt")]
async fn show(taken: Valid<Json<Draft>>) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
