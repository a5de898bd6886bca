use secure_api::handle::{Cx, Extract, Step};
use secure_api::prelude::*;
use secure_api::respond::Refusal;

struct Db;

#[input]
struct Draft {
    is_admin: bool,
}

struct Unseen(Draft);

impl Extract<Db> for State<Unseen> {
    const STEP: Step = Step::Input;
    async fn extract(cx: &mut Cx<Db>) -> Result<Self, Refusal> {
        Ok(State(Unseen(Valid::<Json<Draft>>::extract(cx).await?.into_inner())))
    }
}

fn main() {}
