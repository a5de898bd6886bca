//! Parts of an inventory in words, for tables and answers.

use core::fmt;

use super::{Access, Answer, Asked, Bound, Guard, Input, Limit, ObjectRule, Per, Place, Schema};

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.count, window(self.window_s))?;
        if let Some(burst) = self.burst {
            write!(f, " burst {burst}")?;
        }
        match self.per {
            Per::Caller => Ok(()),
            Per::Address => f.write_str(" per address"),
            Per::Route => f.write_str(" per route"),
        }
    }
}

/// A window as it is declared: `min`, `15min`.
fn window(seconds: u32) -> String {
    let units = [(86_400, "day"), (3_600, "h"), (60, "min")];
    let fits = units.into_iter().find(|(length, _)| seconds >= *length && seconds.is_multiple_of(*length));
    let (length, unit) = fits.unwrap_or((1, "s"));
    match seconds / length {
        1 => unit.to_owned(),
        many => format!("{many}{unit}"),
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names.join(if self.all { " and " } else { " or " }))
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Access::Public { optional: None, .. } => f.write_str("anyone"),
            Access::Public { optional: Some(_), .. } => f.write_str("anyone or caller"),
            Access::Caller { role: None, scope: None, .. } => f.write_str("any caller"),
            Access::Caller { role, scope, .. } => {
                let role = role.as_ref().map(|role| format!("role {role}"));
                let scope = scope.as_ref().map(|scope| format!("scope {scope}"));
                let both: Vec<String> = role.into_iter().chain(scope).collect();
                f.write_str(&both.join(", "))
            }
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bound::Integer(number) => number.fmt(f),
            Bound::Decimal(number) => number.fmt(f),
            Bound::Computed(source) => write!(f, "`{source}`"),
        }
    }
}

impl fmt::Display for ObjectRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.action, short(&self.resource))
    }
}

impl fmt::Display for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Guard::Object { resource, action } => write!(f, "{action} {}", short(resource)),
            Guard::NoId { type_name, reason } => write!(f, "`{type_name}` is no id: {reason}"),
            Guard::Excused { reason } => write!(f, "no object check: {reason}"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Place::Query => "query",
            Place::Json => "json",
            Place::Form => "form",
        })
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.place, self.schema)
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.status, self.foreign) {
            _ if self.page => f.write_str("page of the document")?,
            (_, true) => f.write_str("vouched")?,
            (Some(status), false) => write!(f, "{status}")?,
            (None, false) => f.write_str("status")?,
        }
        self.schema.as_ref().map_or(Ok(()), |schema| write!(f, " {schema}"))
    }
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Schema::Bool => f.write_str("bool"),
            Schema::Integer { min, max } => write!(f, "integer {min} to {max}"),
            Schema::Number => f.write_str("number"),
            Schema::Text { format: Some(format), .. } => f.write_str(format),
            Schema::Text { min, max: Some(max), .. } => write!(f, "text of {min} to {max}"),
            Schema::Text { .. } => f.write_str("text"),
            Schema::Array { of, .. } => write!(f, "[{of}]"),
            Schema::Tuple { of } => {
                let parts: Vec<String> = of.iter().map(ToString::to_string).collect();
                write!(f, "({})", parts.join(", "))
            }
            Schema::Map { keys, values } => write!(f, "{{{keys}: {values}}}"),
            Schema::Optional(of) => write!(f, "{of} or null"),
            Schema::Named(name) => f.write_str(&short(name)),
            Schema::OneOf(words) => f.write_str(&words.join(" | ")),
            Schema::ObjectId { resource, .. } => write!(f, "id of {}", short(resource)),
            Schema::Link => f.write_str("link"),
            Schema::Unknown { type_name, .. } => {
                f.write_str(&type_name.as_deref().map(short).unwrap_or("?".to_owned()))
            }
        }
    }
}

/// A path without its modules.
pub(crate) fn last_name(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// A type without its modules, and without those of its parameters.
pub(super) fn short(name: &str) -> String {
    let mut all = String::new();
    for part in name.split_inclusive(['<', '>', ',', ' ', '(', ')', '[', ']', '&']) {
        all.push_str(last_name(part));
    }
    all
}

/// Bytes as they are declared.
pub(super) fn bytes(bytes: u64) -> String {
    match bytes {
        mb if mb >= 1 << 20 && mb.is_multiple_of(1 << 20) => format!("{}mb", mb >> 20),
        kb if kb >= 1 << 10 && kb.is_multiple_of(1 << 10) => format!("{}kb", kb >> 10),
        bytes => format!("{bytes}b"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_reads_as_it_is_declared() {
        let limit = |count, window_s, burst, per| Limit { quota: 0, count, window_s, burst, per }.to_string();
        assert_eq!(limit(10, 60, None, Per::Caller), "10/min");
        assert_eq!(limit(100, 900, None, Per::Address), "100/15min per address");
        assert_eq!(limit(10, 90, Some(20), Per::Route), "10/90s burst 20 per route");
        assert_eq!(limit(1, 1, None, Per::Caller), "1/s");
        assert_eq!(limit(5, 7_200, None, Per::Caller), "5/2h");
    }

    #[test]
    fn a_type_is_told_without_modules() {
        assert_eq!(short("articles::model::Draft"), "Draft");
        assert_eq!(short("secure_api::respond::paged::Paged<articles::model::View>"), "Paged<View>");
        assert_eq!(short("secure_api::validate::page::Page<100>"), "Page<100>");
    }
}
