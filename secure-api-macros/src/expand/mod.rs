//! Data and names: what the macros write.

mod action;
mod dto;
mod endpoint;
mod exclusion;
mod fields;
#[cfg(test)]
mod golden;
mod handler;
mod holders;
mod input;
mod list;
mod names;
mod output;
mod path_value;
mod policy;
mod record;
mod refused;
mod resource;
mod rules;
mod sibling;
mod vocabulary;

pub(crate) use action::action;
pub(crate) use dto::{claims, input, output};
pub(crate) use handler::handler;
pub(crate) use input::input_fields;
pub(crate) use list::{named_rate, routes};
pub(crate) use output::output_fields;
pub(crate) use path_value::path_value;
pub(crate) use resource::resource;
pub(crate) use vocabulary::{roles, scopes};

use names::Private;
