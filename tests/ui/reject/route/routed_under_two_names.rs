use secure_api::prelude::*;

#[get("/x/{a}/y")]
#[secure(auth = "jwt", no_object_check(a) = "a test of names")]
async fn first() -> StatusCode {
    StatusCode::OK
}

mod other {
    use secure_api::prelude::*;

    #[post("/x/{b}/y")]
    #[secure(auth = "jwt", no_object_check(b) = "a test of names")]
    pub(super) async fn second() -> StatusCode {
        StatusCode::OK
    }
}

fn main() {
    let _: Routes<()> = routes![first, other::second];
}
