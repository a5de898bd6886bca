use secure_api::prelude::*;

fn file(name: &Text<1, 40>) -> std::path::PathBuf {
    std::path::Path::new("/var/notes").join(name)
}

fn main() {
    let _ = file;
}
