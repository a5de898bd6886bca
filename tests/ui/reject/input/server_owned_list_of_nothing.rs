secure_api::server_owned!();

fn main() {}
