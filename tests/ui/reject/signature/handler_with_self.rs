use secure_api::prelude::*;

struct Api;

impl Api {
    #[get("/x")]
    #[secure(auth = "jwt")]
    async fn show(&self) -> StatusCode {
        StatusCode::OK
    }
}

fn main() {}
