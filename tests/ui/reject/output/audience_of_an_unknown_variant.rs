use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Editor,
    Admin,
}

#[output]
struct View {
    #[audience(Role::Admn)]
    contact: String,
}

fn main() {}
