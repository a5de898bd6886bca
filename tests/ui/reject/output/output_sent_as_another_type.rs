use secure_api::prelude::*;
use serde::Serialize;

#[derive(Serialize)]
struct Account {
    password_hash: String,
}

#[output]
#[derive(Clone)]
#[serde(into = "Account")]
struct AccountView {
    id: u32,
}

impl From<AccountView> for Account {
    fn from(_: AccountView) -> Self {
        Account { password_hash: String::new() }
    }
}

fn main() {}
