//! How an inventory is made of constants.

mod asked;
mod route;
mod types;

use crate::handle::ArgInfo;
use crate::policy::{RoutePolicy, Vocabulary};
use crate::respond::Declared;

pub(crate) use asked::{disclosed, words};
pub(crate) use route::limit;
pub(crate) use types::{Types, by_function, list_of, text, unknown};

use super::{Answer, Application, Inventory};

/// One route as it is mounted.
pub(crate) struct Mounted<'m> {
    pub(crate) path: &'m str,
    pub(crate) policy: &'static RoutePolicy,
    pub(crate) args: &'static [ArgInfo],
    /// The places of the parameters that no decision takes.
    pub(crate) free: &'static [usize],
    pub(crate) declared: &'m Declared,
    /// Says what it answers.
    pub(crate) answer: fn(&mut Declared) -> Answer,
}

impl Inventory {
    /// Of an application and its routes. Inputs first, so that of two types of one name the number behind it does not depend on
    /// what is sent.
    pub(crate) fn of(application: Application, mut mounted: Vec<Mounted<'_>>) -> Self {
        mounted.sort_by_key(|mounted| (mounted.path, mounted.policy.method, mounted.policy.handler));
        let mut all = Declared::default();
        let mut routes: Vec<_> = mounted.iter().map(|mounted| route::route(mounted, all.types())).collect();
        for (route, mounted) in routes.iter_mut().zip(&mounted) {
            route.answer = (mounted.answer)(&mut all);
        }
        Self { application, routes, types: all.into_types() }
    }
}

/// The words of a vocabulary, where there is one.
pub(crate) fn vocabulary(known: Option<&'static Vocabulary>) -> Vec<super::Word> {
    known.map(words).unwrap_or_default()
}
