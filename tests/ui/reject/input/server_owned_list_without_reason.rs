secure_api::server_owned!("tier", not("role"));

fn main() {}
