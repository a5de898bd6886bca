#![deny(warnings)]

use secure_api::__private::validator::ValidationError;
use secure_api::prelude::*;

#[input]
struct Draft {
    #[validate(length(max = 20), custom(function = "polite"))]
    title: String,
    #[validate(range(min = 1, max = 9))]
    page: u32,
}

fn polite(title: &str) -> Result<(), ValidationError> {
    if title.contains("please") { Ok(()) } else { Err(ValidationError::new("impolite")) }
}

#[post("/a")]
#[secure(auth = "jwt")]
async fn take(draft: Valid<Json<Draft>>) -> StatusCode {
    let _ = (&draft.title, draft.page);
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![take];
}
