use secure_api::prelude::*;

#[derive(Clone)]
struct Db;

#[derive(Resource)]
#[resource(key = (org, user), store = Db, load = Db::user, everyone(Update))]
struct User {
    org: u64,
    user: u32,
}

impl Db {
    async fn user(&self, (_org, _user): (u64, u32)) -> Result<Option<User>, Problem> {
        Ok(None)
    }
}

#[input]
struct Invite {
    user: Id<User>,
}

#[post("/invites")]
#[secure(auth = "jwt")]
async fn show(users: Decide<User, Update>, body: Valid<Json<Invite>>) -> Result<StatusCode, Problem> {
    let user = users.one(&body.user).await?;
    let _ = (user.org, user.user);
    Ok(StatusCode::OK)
}

fn main() {
    let _: Routes<Db> = routes![show];
}
