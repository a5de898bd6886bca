//! The coverage as a table for a terminal.

use core::fmt;

use super::{Coverage, Layer, RiskCoverage, RouteCoverage};
use crate::inventory::table::aligned;

/// What stands where nothing covers a risk.
const NOTHING: &str = "!";

impl Layer {
    /// One letter, as the table has it.
    const fn letter(self) -> char {
        match self {
            Layer::Compiler => 'C',
            Layer::StartUp => 'S',
            Layer::Runtime => 'R',
            Layer::Attack => 'A',
        }
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut head = vec!["route".to_owned()];
        head.extend(self.risks.iter().map(|risk| format!("API{}", risk.number)));
        let mut rows = vec![head];
        let routes = self.risks.first().map(|risk| risk.routes.as_slice()).unwrap_or_default();
        for (place, route) in routes.iter().enumerate() {
            let mut row = vec![route.route.clone()];
            row.extend(
                self.risks.iter().map(|risk| risk.routes.get(place).map(|at| cell(risk, at)).unwrap_or_default()),
            );
            rows.push(row);
        }
        aligned(rows).iter().try_for_each(|line| writeln!(f, "{line}"))?;
        writeln!(
            f,
            "\nC compiler, S start-up, R runtime, A the generated attack, where a test runs it; - nothing there that it is about; {NOTHING} covered by nothing; * excused in writing"
        )?;
        for risk in &self.risks {
            risk.fmt(f)?;
        }
        let numbers = |items: &[u8]| items.iter().map(|item| format!("C{item}")).collect::<Vec<_>>().join(" ");
        writeln!(f, "\nDoes not exist yet: {}", numbers(&self.missing))?;
        writeln!(f, "Shown of the framework, and not of these routes: {}", numbers(&self.of_the_framework))?;
        self.unverified.iter().try_for_each(|route| writeln!(f, "Covered by nothing: {route}"))
    }
}

fn cell(risk: &RiskCoverage, route: &RouteCoverage) -> String {
    if risk.uncovered.is_some() {
        return NOTHING.to_owned();
    }
    let letters: String = route.layers.iter().map(|layer| layer.letter()).collect();
    let excused = if route.excused.is_empty() { "" } else { "*" };
    if letters.is_empty() { format!("-{excused}") } else { format!("{letters}{excused}") }
}

impl fmt::Display for RiskCoverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nAPI{}:2023 {}", self.number, self.title)?;
        if let Some(why) = self.uncovered {
            writeln!(f, "  {NOTHING} {why}")?;
        }
        for measure in &self.measures {
            let items: Vec<String> = measure.items.iter().map(|item| format!("C{item}")).collect();
            let groups: Vec<String> = measure.groups.iter().map(|group| format!("`{group}`")).collect();
            let by = if groups.is_empty() { String::new() } else { format!(", by {}", groups.join(" and ")) };
            writeln!(f, "  {} {} ({}){by}", measure.layer.letter(), measure.what, items.join(" "))?;
        }
        for route in &self.routes {
            route.excused.iter().try_for_each(|excused| writeln!(f, "  * {}: {excused}", route.route))?;
        }
        Ok(())
    }
}
