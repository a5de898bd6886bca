//! Near miss of SA0027, SA0208, SA0209, SA0210: views in place of entities, and errors with a public part.
#![deny(warnings)]

use secure_api::prelude::*;

struct User {
    name: String,
    password_hash: String,
}

#[output]
struct UserView {
    name: String,
    friends: Vec<FriendView>,
}

#[output]
struct FriendView {
    #[serde(rename = "displayName")]
    name: String,
}

enum UserError {
    Taken,
    Store(std::io::Error),
}

impl SafeError for UserError {
    fn into_problem(self) -> Problem {
        match self {
            UserError::Taken => Problem::conflict("the name is taken"),
            UserError::Store(cause) => Problem::unavailable(cause),
        }
    }
}

fn find() -> Result<User, UserError> {
    let _ = (UserError::Taken, UserError::Store(std::io::Error::other("no")));
    Ok(User { name: String::new(), password_hash: String::new() })
}

#[get("/a")]
#[secure(auth = "jwt")]
async fn show() -> Result<Json<UserView>, UserError> {
    let user = find()?;
    let _ = user.password_hash;
    let friends = vec![FriendView { name: user.name.clone() }];
    Ok(Json(UserView { name: user.name, friends }))
}

#[delete("/a")]
#[secure(auth = "jwt")]
async fn remove() -> Result<NoContent, Problem> {
    Ok(NoContent)
}

fn main() {
    let _: Routes<()> = routes![show, remove];
}
