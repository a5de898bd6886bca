use secure_api::prelude::*;

struct Secret;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> Json<Secret> {
    todo!()
}

fn main() {
    let _: Routes<()> = routes![show];
}
