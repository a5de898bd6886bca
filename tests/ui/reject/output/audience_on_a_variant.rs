use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Admin,
}

#[output]
enum View {
    #[audience(Role::Admin)]
    Contact { address: String },
    Nothing,
}

fn main() {}
