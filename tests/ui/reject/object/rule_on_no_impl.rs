use secure_api::prelude::*;

#[derive(Clone)]
struct Db;

#[rule]
impl Db {
    async fn article(&self, _id: u64) -> Result<Option<u64>, Problem> {
        Ok(None)
    }
}

fn main() {}
