use secure_api::prelude::*;

fn main() {
    let _ = Api::new(()).layer(axum::middleware::from_fn(authenticate));
}

async fn authenticate(request: axum::extract::Request, next: axum::middleware::Next) -> axum::response::Response {
    next.run(request).await
}
