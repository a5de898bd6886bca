secure_api::reason!(pub TrustsTheCdn = " ");

fn main() {
    let _: Option<TrustsTheCdn> = None;
}
