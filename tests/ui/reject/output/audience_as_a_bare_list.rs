use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Editor,
    Admin,
}

#[output]
struct View {
    #[audience(Role::Editor, Role::Admin)]
    contact: String,
}

fn main() {}
