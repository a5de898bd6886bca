use secure_api::prelude::*;

mod handlers {
    use secure_api::prelude::*;

    pub async fn show() -> StatusCode {
        StatusCode::OK
    }
}

fn main() {
    let _: Routes<()> = routes![handlers::show];
}
