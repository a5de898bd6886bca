mod model {
    secure_api::server_owned!("tier");
}

fn main() {}
