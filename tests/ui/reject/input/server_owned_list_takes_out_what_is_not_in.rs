secure_api::server_owned!(not("colour") = "it is a colour");

fn main() {}
