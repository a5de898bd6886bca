use secure_api::prelude::*;
use secure_api::validate::PathValue;

#[get("/x/{id}")]
#[secure(auth = "jwt")]
async fn show<T: PathValue>(taken: Path<T>) -> StatusCode
where
    T: Send,
{
    let _ = taken;
    StatusCode::OK
}

#[derive(PathValue)]
enum Language {
    De,
    En,
}

fn main() {
    let _: Routes<()> = routes![show::<Language>];
    let _: Routes<()> = routes![show::<u64>];
}
