use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show<T: Default + Send>() -> Json<T> {
    Json(T::default())
}

fn main() {}
