//! Near miss of SA0027, SA0040, SA0041, SA0125: newtypes, audiences, names that only sound like credentials, reasons.
#![deny(warnings)]

use std::collections::{BTreeMap, HashMap};
use std::net::Ipv4Addr;

use secure_api::prelude::*;

#[derive(Clone, Copy, Roles)]
#[roles(Admin > Reader)]
pub enum Role {
    Reader,
    Auditor,
    Admin,
}

#[derive(Clone, Copy, Scopes)]
pub enum Scope {
    Read,
}

#[output]
pub struct Total(pub u64);

#[output]
pub struct View {
    pub id: Total,
    pub has_password: bool,
    pub password_changed_at: u64,
    pub token_count: u32,
    pub secretary: Text<1, 30>,
    pub sessions: Vec<String>,
    #[serde(skip)]
    pub password_hash: String,
    #[audience(Role::Admin)]
    pub contact: String,
    #[audience("auditor")]
    pub seen: Option<u64>,
    #[audience(any(Role::Admin, Role::Auditor))]
    pub notes: List<String, 0, 3>,
    #[audience(role = all("admin", "auditor"), scope = Scope::Read)]
    #[serde(rename = "inner", skip_serializing_if = "Vec::is_empty")]
    pub below: Vec<View>,
    #[audience(scope = any("read"))]
    pub names: HashMap<String, BTreeMap<String, [u8; 2]>>,
    #[vouched("a page of a list, and no credential")]
    pub next_page_token: Option<String>,
    #[vouched("written as its four numbers")]
    pub address: Ipv4Addr,
}

#[output]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
pub enum Event<T> {
    Plain,
    Of { item: Box<T>, #[audience(Role::Reader)] by: String },
    Many(Vec<T>, u32),
}

#[output]
pub enum Word {
    #[serde(rename = "yes")]
    Yes,
    No,
}

#[get("/view")]
#[secure(auth = "jwt")]
async fn view() -> Result<Json<View>, StatusCode> {
    Err(StatusCode::NOT_FOUND)
}

#[get("/total")]
#[secure(auth = "jwt")]
async fn total() -> Json<Total> {
    Json(Total(3))
}

#[get("/events")]
#[secure(auth = "jwt", role = "reader")]
async fn events() -> Result<Json<List<Event<Word>, 0, 3>>, Problem> {
    let read = std::fs::read("/nowhere")?;
    let count: u32 = String::from_utf8_lossy(&read).parse().map_err(Problem::internal)?;
    let of = Event::Of { item: Box::new(Word::Yes), by: String::new() };
    List::try_from(vec![Event::Plain, of, Event::Many(vec![Word::No], count)]).map(Json).map_err(Problem::internal)
}

fn main() {
    let _: Routes<()> = routes![view, total, events];
}
