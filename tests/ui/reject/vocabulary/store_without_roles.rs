use std::time::Duration;

use secure_api::identify::RoleCache;

struct Db;

fn main() {
    let _ = RoleCache::new(Db, Duration::from_secs(60));
}
