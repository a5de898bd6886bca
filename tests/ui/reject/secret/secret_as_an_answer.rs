use secure_api::prelude::*;

#[input]
struct Login {
    password: Password,
}

#[post("/login")]
#[secure(public = "who logs in has no token yet", rate = "5/15min")]
async fn login(login: Valid<Json<Login>>) -> Json<Password> {
    Json(login.into_inner().password)
}

fn main() {
    let _: Routes<()> = routes![login];
}
