use secure_api::prelude::*;
use validator::{Validate, ValidationErrors};

#[input]
#[input_marks(rules_derived)]
struct Draft {
    #[validate(length(max = 3))]
    title: String,
}

impl Validate for Draft {
    fn validate(&self) -> Result<(), ValidationErrors> {
        Ok(())
    }
}

fn main() {}
