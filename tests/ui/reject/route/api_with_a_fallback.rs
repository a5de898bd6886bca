use secure_api::prelude::*;

async fn lost() -> StatusCode {
    StatusCode::NOT_FOUND
}

fn main() {
    let _ = Api::new(()).fallback(lost);
}
