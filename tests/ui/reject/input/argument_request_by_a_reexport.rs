use secure_api::prelude::*;

mod platform {
    pub use axum::extract::Request as Incoming;
}

#[post("/x")]
#[secure(auth = "jwt")]
async fn show(taken: platform::Incoming) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
