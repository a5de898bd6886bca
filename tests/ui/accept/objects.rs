#![deny(warnings)]

use secure_api::prelude::*;

#[derive(Clone)]
struct Db;

#[derive(Resource)]
#[resource(key = id, store = Db, load = Db::article, owner = owner)]
struct Article {
    id: u64,
    owner: Principal,
}

impl Db {
    async fn article(&self, _id: u64) -> Result<Option<Article>, std::io::Error> {
        Ok(None)
    }
}

#[derive(Resource)]
#[resource(key = org, store = Db, load = Db::org, everyone(Read))]
struct Org {
    org: u64,
}

#[derive(Resource)]
#[resource(key = (org, member), store = Db, load = Db::member, owner(owner, Update, Hide), everyone(Read))]
struct Member {
    org: u64,
    member: u32,
    owner: Principal,
}

impl Db {
    async fn org(&self, _org: u64) -> Result<Option<Org>, Problem> {
        Ok(None)
    }
    async fn member(&self, (_org, _member): (u64, u32)) -> Result<Option<Member>, Problem> {
        Ok(None)
    }
}

#[derive(Action)]
struct Hide;

#[derive(Action)]
#[action(read_only)]
struct Preview;

impl Authorize<Hide> for Article {
    fn permits(&self, caller: &Caller) -> bool {
        caller.is(&self.owner)
    }
}

impl Authorize<Preview> for Article {
    fn permits(&self, _: &Caller) -> bool {
        true
    }
}

#[derive(PathValue)]
enum Lang {
    De,
}

#[get("/articles/{id}")]
#[secure(auth = "jwt")]
async fn h0(a: Authorized<Article, Read>) -> StatusCode {
    let _ = a.id;
    StatusCode::OK
}

#[put("/articles/{id}")]
#[secure(auth = "jwt")]
async fn h1(a: Authorized<Article, Update>) -> StatusCode {
    let _ = a.id;
    StatusCode::OK
}

#[post("/articles/{id}/hide")]
#[secure(auth = "jwt")]
async fn h2(a: Authorized<Article, Hide>) -> StatusCode {
    let _ = a.id;
    StatusCode::OK
}

#[get("/articles/{id}/preview")]
#[secure(auth = "jwt")]
async fn h3(a: Authorized<Article, Preview>) -> StatusCode {
    let _ = a.id;
    StatusCode::OK
}

#[post("/orgs/{org}/copies/{member}")]
#[secure(auth = "jwt")]
async fn h4(org: Authorized<Org, Read>, m: Authorized<Member, Update>) -> StatusCode {
    let _ = (org.org, m.member, m.org);
    StatusCode::OK
}

#[get("/orgs/{org}/members/{member}/{lang}")]
#[secure(public = "a phone book", rate = "60/min")]
async fn h5(Path(l): Path<Lang>, m: Authorized<Member, Read>) -> StatusCode {
    let _ = (l, m.member);
    let _ = Lang::De;
    StatusCode::OK
}

fn main() {
    let _: Routes<Db> = routes![h0, h1, h2, h3, h4, h5];
}
