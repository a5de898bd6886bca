use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Editor,
    Admin,
}

#[output]
struct View {
    #[audience("admn")]
    contact: String,
}

fn main() {}
