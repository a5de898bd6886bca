use secure_api::prelude::*;

#[get("/x/{id}")]
#[secure(auth = "jwt", no_object_check(idd) = "a reason")]
async fn show(Path(id): Path<u64>) -> StatusCode {
    let _ = id;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
