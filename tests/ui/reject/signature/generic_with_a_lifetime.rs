use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show<'a>(name: State<std::borrow::Cow<'a, str>>) -> StatusCode {
    let _ = name;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
