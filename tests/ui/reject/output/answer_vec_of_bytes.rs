use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> Vec<u8> {
    todo!()
}

fn main() {
    let _: Routes<()> = routes![show];
}
