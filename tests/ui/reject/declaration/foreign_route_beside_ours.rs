use secure_api::prelude::*;

#[post("/x")]
#[rocket::post("/x", data = "<draft>")]
#[secure(auth = "jwt")]
async fn keep() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![keep];
}
