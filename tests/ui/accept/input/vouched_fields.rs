//! Near miss of SA0035, SA0036, SA0120, SA0122, SA0123, SA0124: a reason where one is needed, and names that only look alike.
#![deny(warnings, missing_docs, unreachable_pub)]

use std::collections::{BTreeMap, HashMap};

use secure_api::prelude::*;

secure_api::server_owned!("tier", not("role") = "here it is the title of a job");

/// Not the one of the expansion.
#[input]
#[derive(Clone, Copy)]
enum Unknown {
    A,
    B,
}

#[input]
#[allow(dead_code)]
struct Job {
    role: Text<1, 30>,
    #[vouched("the client may say who made it: it is shown, and decides nothing")]
    created_by: Text<1, 30>,
    #[vouched("a number of another system, never looked up here")]
    external_id: Option<u64>,
    #[vouched("twelve bytes on the wire")]
    wait: std::time::Duration,
    #[serde(skip_deserializing, default)]
    owner: Option<bool>,
    paid: bool,
    valid: u64,
    tiers: u8,
    kind: Unknown,
    id_card: Text<1, 20>,
    corners: [(u8, u8); 4],
    #[validate(length(max = 5))]
    labels: BTreeMap<Text<1, 5>, Text<0, 9>>,
    #[validate(length(max = 5))]
    counts: Option<HashMap<Text<1, 5>, u8>>,
    home: Option<url::Url>,
    due: Option<chrono::NaiveDate>,
    tree: Tree,
}

/// A type inside itself.
#[input]
#[allow(dead_code)]
struct Tree {
    #[vouched("a number on a form")]
    leaf_id: u8,
    branches: List<Tree, 0, 3>,
}

/// A filter: it sets nothing.
#[input]
struct Filter {
    owner: Option<Text<1, 30>>,
    tier: Option<u8>,
}

#[post("/jobs")]
#[secure(auth = "jwt")]
async fn create(job: Valid<Json<Job>>) -> StatusCode {
    let _ = (job.role.as_str().len(), Unknown::A, Unknown::B);
    StatusCode::OK
}

#[get("/jobs")]
#[secure(auth = "jwt")]
async fn search(filter: Valid<Query<Filter>>) -> StatusCode {
    let _ = (&filter.owner, filter.tier);
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![create, search];
}
