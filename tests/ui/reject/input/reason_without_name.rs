secure_api::reason!("the CDN sets this header on every request");

fn main() {}
