//! How often, how much and how long.

use super::Checker::{Audit, Macro};

rules! {
    Rate {
        id: "SA0015",
        name: "malformed rate",
        what: "A rate that is not a sentence such as `10/min`, lets nobody in, or is out of bounds.",
        why: "A limit that is misread is no limit: guessing passwords and scraping need no more.",
        risks: &[4, 6],
        fix: "#[secure(auth = \"jwt\", rate = \"10/min\")]\n// \"100/15min per address\", \"10/min burst 20\", a list of them, or the name of a `rate!(..)` constant",
        conformance: &[95],
        checked_by: Macro,
    }
    RateKey {
        id: "SA0016",
        name: "rate counted by what is not there",
        what: "A rate `per caller` where there is none, a rate `per route` alone, or a named rate that does not say what it counts.",
        why: "A limit that all share is a switch with which one caller turns the route off for everybody.",
        risks: &[4],
        fix: "#[secure(public = \"the front page\", rate = \"60/min per address\")]\n#[secure(auth = \"jwt\", rate = [\"10/min\", \"1000/min per route\"])]\nconst LOGIN: Rate = rate!(\"5/15min per address\");",
        conformance: &[95, 98],
        checked_by: Macro,
    }
    Body {
        id: "SA0017",
        name: "body size out of bounds",
        what: "A `body` that is zero, too large, or has no unit.",
        why: "A body without a true bound fills memory: one client is enough.",
        risks: &[4],
        fix: "#[secure(auth = \"jwt\", body = \"256kb\")]   // b, kb, mb; 64kb where nothing is said",
        conformance: &[87],
        checked_by: Macro,
    }
    Timeout {
        id: "SA0018",
        name: "time budget out of bounds",
        what: "A `timeout` that is zero, longer than ten minutes, or has no unit.",
        why: "A handler that may run for ever holds its place for ever; a few clients take them all.",
        risks: &[4],
        fix: "#[secure(auth = \"jwt\", timeout = \"5s\")]   // ms, s, min; 10s where nothing is said",
        conformance: &[89],
        checked_by: Macro,
    }
    Concurrency {
        id: "SA0019",
        name: "concurrency out of bounds",
        what: "A `concurrency` that lets nobody in, or is not a whole number up to 1000000.",
        why: "Calls at once are what a costly handler runs out of first.",
        risks: &[4],
        fix: "#[secure(auth = \"jwt\", concurrency = 32)]",
        conformance: &[89],
        checked_by: Macro,
    }
    NamedRate {
        id: "SA0110",
        name: "named rate that does not fit",
        what: "A rate constant that counts callers on a route without one, or that counts the route alone.",
        why: "The constant is right where it was written and wrong here: the limit would count nothing, or let one caller use up what all share.",
        risks: &[4],
        fix: "const OPEN: Rate = rate!(\"60/min per address\");\n\n#[secure(public = \"the front page\", rate = OPEN)]",
        conformance: &[95, 98],
        checked_by: Audit,
    }
    BodyUnread {
        id: "SA0132",
        name: "bound on a body that nothing reads",
        what: "`body = \"..\"` on a handler none of whose arguments reads a body.",
        why: "A bound that bounds nothing is taken for protection that is there.",
        risks: &[4],
        fix: "#[post(\"/notes\")]\n#[secure(auth = \"jwt\", body = \"256kb\")]\nasync fn create(draft: Valid<Json<Draft>>) -> NoContent",
        conformance: &[87],
        checked_by: Audit,
    }
    RateUnreached {
        id: "SA0133",
        name: "rate that is never reached",
        what: "A rate of a list that refuses nothing which another one of the list would admit.",
        why: "Two limits are read as a short one and a long one; where the short one already forbids more, the long one was miscounted.",
        risks: &[4],
        fix: "#[secure(auth = \"jwt\", rate = [\"10/min\", \"100/h\"])]   // not: \"600/h\", which ten a minute never exceed",
        conformance: &[95],
        checked_by: Audit,
    }
}
