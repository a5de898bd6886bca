use secure_api::prelude::*;

fn main() {
    let _ = Api::new(()).nest("/v1", axum::Router::new());
}
