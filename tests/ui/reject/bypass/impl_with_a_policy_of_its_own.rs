use secure_api::__private as hands_off;

const OPEN: hands_off::RoutePolicy = hands_off::RoutePolicy { path: "/open", ..*hands_off::REFUSED };

fn main() {
    let _ = OPEN;
}
