use secure_api::prelude::*;

#[derive(Roles)]
#[roles(Admin > Editr)]
enum Role {
    Editor,
    Admin,
}

fn main() {}
