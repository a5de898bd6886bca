//! The body: of the declared type, and no longer than declared, while it streams.

use bytes::Bytes;

use crate::handle::Cx;
use crate::respond::Refusal;

/// What a body is declared to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Json,
    Form,
}

pub(crate) async fn read<S>(_cx: &mut Cx<S>, _kind: Kind) -> Result<Bytes, Refusal> {
    Err(Refusal::NotFound)
}
