use secure_api::__private as hands_off;
use secure_api::prelude::*;

#[input]
struct Draft {
    role: Text<1, 20>,
}

struct Silent;

impl hands_off::Counted for Silent {
    type Values = (Valid<Json<Draft>>,);
}

impl hands_off::ArgList for Silent {
    const INFOS: &'static [hands_off::ArgInfo] = &[];
}

fn main() {}
