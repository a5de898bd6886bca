//! Near miss of SA0220: a store that says roles by their names or by their types, and that fails by `?`.
#![deny(warnings)]

use std::time::Duration;

use secure_api::identify::{RoleCache, RoleStore, RolesUnavailable, StoredRoles};
use secure_api::prelude::*;

#[derive(Clone, Copy, Roles)]
#[roles(Admin > Reader)]
enum Role {
    Reader,
    Admin,
}

#[derive(Clone)]
struct Db {
    root: Principal,
}

impl RoleStore for Db {
    type Role = Role;

    async fn roles_of(&self, caller: &Principal) -> Result<StoredRoles<Role>, RolesUnavailable> {
        if *caller == self.root {
            return Ok(StoredRoles::of([Role::Reader, Role::Admin]));
        }
        if caller.subject().is_empty() {
            return Ok(StoredRoles::blocked());
        }
        let number: usize = caller.subject().len().to_string().parse()?;
        if number > 99 { Err(RolesUnavailable::because("too long")) } else { Ok(StoredRoles::named(["reader"])) }
    }
}

/// A store behind something else, which is `Send` without being told.
struct Behind<T>(T);

impl<T: RoleStore> RoleStore for Behind<T> {
    type Role = T::Role;

    async fn roles_of(&self, caller: &Principal) -> Result<StoredRoles<T::Role>, RolesUnavailable> {
        self.0.roles_of(caller).await
    }
}

#[get("/x")]
#[secure(auth = "jwt", role = "admin")]
async fn show() -> NoContent {
    NoContent
}

fn main() {
    let db = Db { root: Principal::new("https://issuer.test", "root") };
    let roles = RoleCache::new(Behind(db), Duration::from_secs(60));
    let _ = Api::new(()).jwt(Jwt::from_env()).roles_from(roles.clone()).mount(routes![show]);
    roles.forget_all();
}
