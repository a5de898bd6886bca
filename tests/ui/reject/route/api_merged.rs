use secure_api::prelude::*;

fn main() {
    let _ = Api::new(()).merge(axum::Router::new());
}
