use secure_api::prelude::*;

#[output]
struct Note {
    text: String,
}

#[post("/notes")]
#[secure(auth = "jwt")]
async fn create() -> Created<Note> {
    Created::at("/notes/1", Note { text: String::new() })
}

fn main() {
    let _: Routes<()> = routes![create];
}
