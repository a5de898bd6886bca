use secure_api::prelude::*;

#[derive(PathValue)]
#[path_value(not_an_id)]
struct Year(u16);

fn main() {}
