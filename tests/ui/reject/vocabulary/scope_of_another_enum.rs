use secure_api::prelude::*;

enum Colour {
    Red,
}

#[get("/x")]
#[secure(auth = "jwt", scope = Colour::Red)]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
