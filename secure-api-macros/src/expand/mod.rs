//! Data and names: what the macros write.

mod action;
mod declared;
mod dto;
mod endless;
mod endpoint;
mod exclusion;
mod facts;
mod fields;
#[cfg(test)]
mod golden;
mod handler;
mod helpers;
mod holders;
mod input;
mod list;
mod names;
mod output;
mod path_value;
mod policy;
mod reason;
mod record;
mod refused;
mod resource;
mod rule;
mod ruled;
mod rules;
mod sent;
mod server_owned;
mod shadow;
mod sibling;
mod vocabulary;
mod wire;
mod written;

pub(crate) use action::action;
pub(crate) use dto::{claims, input, output};
pub(crate) use handler::handler;
pub(crate) use input::input_fields;
pub(crate) use list::{named_rate, routes};
pub(crate) use output::output_fields;
pub(crate) use path_value::path_value;
pub(crate) use reason::reason;
pub(crate) use resource::resource;
pub(crate) use rule::rule;
pub(crate) use server_owned::server_owned;
pub(crate) use vocabulary::{roles, scopes};

use names::Private;
