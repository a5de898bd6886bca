//! What is left of a limit.

/// What is left of a limit, as `RateLimit` tells a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Which one: `caller`, `address`, `route`, or `source`, which counts addresses before anybody is identified.
    pub name: String,
    /// How many requests it lets through now.
    pub remaining: u32,
    /// How many seconds until it lets more through.
    pub reset_s: u64,
}

/// Reads a list of structured fields (RFC 9651), as `"caller";r=9;t=60, "address";r=3;t=1`.
pub(super) fn read(field: &str) -> Option<Vec<RateLimit>> {
    let items = field.split(',').map(str::trim).filter(|item| !item.is_empty());
    items.map(read_one).collect()
}

fn read_one(item: &str) -> Option<RateLimit> {
    let (name, parameters) = item.split_once(';')?;
    let value = |wanted: &str| {
        let mut named = parameters.split(';').filter_map(|parameter| parameter.trim().split_once('='));
        named.find(|(name, _)| *name == wanted).map(|(_, value)| value)
    };
    let name = name.strip_prefix('"')?.strip_suffix('"')?;
    Some(RateLimit { name: name.to_owned(), remaining: value("r")?.parse().ok()?, reset_s: value("t")?.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(name: &str, remaining: u32, reset_s: u64) -> RateLimit {
        RateLimit { name: name.to_owned(), remaining, reset_s }
    }

    #[test]
    fn a_list_of_limits_is_read() {
        assert_eq!(read(""), Some(Vec::new()));
        assert_eq!(read("\"caller\";r=9;t=60"), Some(vec![limit("caller", 9, 60)]));
        let two = vec![limit("caller", 9, 60), limit("address-2", 0, 1)];
        assert_eq!(read("\"caller\";r=9;t=60, \"address-2\";t=1;r=0"), Some(two));
    }

    #[test]
    fn what_is_no_limit_is_not_read_as_one() {
        for field in ["caller", "caller;r=1;t=1", "\"caller\";r=1", "\"caller\";r=x;t=1"] {
            assert_eq!(read(field), None, "{field}");
        }
    }
}
