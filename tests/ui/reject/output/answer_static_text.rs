use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> &'static str {
    todo!()
}

fn main() {
    let _: Routes<()> = routes![show];
}
