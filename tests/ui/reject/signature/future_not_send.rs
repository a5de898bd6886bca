use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> StatusCode {
    let held = std::rc::Rc::new(1);
    std::future::ready(()).await;
    let _ = held;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
