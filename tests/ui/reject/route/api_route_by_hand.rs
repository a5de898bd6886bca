use secure_api::prelude::*;

async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _ = Api::new(()).route("/x", axum::routing::get(show));
}
