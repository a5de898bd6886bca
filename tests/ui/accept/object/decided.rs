//! Near miss of SA0020, SA0023, SA0024, SA0031, SA0100, SA0104, SA0105, SA0106, SA0107, SA0108, SA0213, SA0214, SA0215: ids and decisions.
#![deny(warnings)]

use secure_api::prelude::*;

#[derive(Clone)]
struct Db;

#[derive(Resource)]
#[resource(key = id, store = Db, load = Db::article, owner(owner, Read, Publish))]
struct Article {
    id: u64,
    owner: Principal,
}

// Several ids as one key, one of which is no field.
#[derive(Resource)]
#[resource(key = (org: u64, member), store = Db, load = Db::member, everyone(Read))]
struct Member {
    member: u32,
}

impl Db {
    async fn article(&self, _id: u64) -> Result<Option<Article>, Problem> {
        Ok(None)
    }
    async fn member(&self, _key: (u64, u32)) -> Result<Option<Member>, Problem> {
        Ok(None)
    }
}

#[derive(Action)]
struct Publish;

#[derive(Action)]
#[action(read_only)]
struct History;

#[rule]
impl Authorize<History> for Article {
    fn permits(&self, caller: &Caller) -> bool {
        caller.is(&self.owner)
    }
}

// An action of its own that only reads, on GET.
#[get("/articles/{id}/history")]
#[secure(auth = "jwt")]
async fn history(article: Authorized<Article, History>) -> StatusCode {
    let _ = article.id;
    StatusCode::OK
}

// A change on POST, and a parameter that is excused and not decided.
#[post("/articles/{id}/publish/{batch}")]
#[secure(auth = "jwt", no_object_check(batch) = "a number that the client makes up")]
async fn publish(article: Authorized<Article, Publish>) -> StatusCode {
    let _ = article.id;
    StatusCode::OK
}

// A read beside a change, on a method that changes things.
#[put("/copies/{id}")]
#[secure(auth = "jwt")]
async fn copy(from: Authorized<Article, Read>, to: Authorized<Article, Publish>) -> StatusCode {
    let _ = (from.id, to.id);
    StatusCode::OK
}

// Both ids in one decision.
#[get("/orgs/{org}/members/{member}")]
#[secure(auth = "jwt")]
async fn member(member: Authorized<Member, Read>) -> StatusCode {
    let _ = member.member;
    StatusCode::OK
}

fn main() {
    let _: Routes<Db> = routes![history, publish, copy, member];
}
