use secure_api::prelude::*;

mod v1 {
    use secure_api::prelude::*;

    #[input]
    pub struct Draft {
        pub is_admin: bool,
    }
}

#[input]
struct Draft {
    inner: v1::Draft,
}

#[post("/drafts")]
#[secure(auth = "jwt")]
async fn draft(body: Valid<Json<Draft>>) -> NoContent {
    let _ = body.inner.is_admin;
    NoContent
}

fn main() {
    let _: Routes<()> = routes![draft];
}
