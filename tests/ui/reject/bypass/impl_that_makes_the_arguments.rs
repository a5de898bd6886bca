use secure_api::handle::{Args, Cx, Extract, ExtractAll};
use secure_api::prelude::*;
use secure_api::respond::Refusal;

struct Db;

#[input]
struct Draft {
    is_admin: bool,
}

struct Unseen(Draft);

impl ExtractAll<Db> for Args<(State<Unseen>,), 1> {
    async fn extract_all(cx: &mut Cx<Db>) -> Result<Self::Values, Refusal> {
        Ok((State(Unseen(Valid::<Json<Draft>>::extract(cx).await?.into_inner())),))
    }
}

fn main() {}
