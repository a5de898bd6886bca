use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
async fn first() -> StatusCode {
    StatusCode::OK
}

mod other {
    use secure_api::prelude::*;

    #[get("/x")]
    #[secure(auth = "jwt")]
    pub(super) async fn second() -> StatusCode {
        StatusCode::OK
    }
}

fn main() {
    let _: Routes<()> = routes![first, other::second];
}
