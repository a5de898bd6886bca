use secure_api::prelude::*;

#[input]
struct Change {
    role: Text<1, 20>,
}

#[put("/me")]
#[secure(auth = "jwt")]
async fn change(change: Valid<Query<Change>>) -> StatusCode {
    let _ = change;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![change];
}
