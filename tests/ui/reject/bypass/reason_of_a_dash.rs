use secure_api::prelude::*;

#[get("/articles/{id}")]
#[secure(auth = "jwt", no_object_check(id) = "-")]
async fn show(Path(id): Path<u64>) -> NoContent {
    let _ = id;
    NoContent
}

fn main() {
    let _: Routes<()> = routes![show];
}
