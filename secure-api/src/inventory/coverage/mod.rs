//! Which layer covers what, route by route: by the OWASP API Security Top 10 of 2023, and by the items of CONFORMANCE.md.
//!
//! What is in the report is what this framework does against a risk on such a route, and not that the route is free of it: of
//! what a handler does inside nothing is known. What is covered by nothing is said.

mod concerns;
mod map;
mod table;

use serde::Serialize;

use super::Inventory;
use concerns::excuses;
use map::{MEASURES, MISSING, Measure, OF_THE_FRAMEWORK, RISKS, UNCOVERED};

/// What finds that something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Layer {
    /// It does not compile.
    Compiler,
    /// It does not start.
    StartUp,
    /// It is refused, or not done.
    Runtime,
    /// The generated attack tries it, where a test runs it (`secure_api_testing::Attack`): what was not tried is in its report.
    Attack,
}

/// Which layer covers what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Coverage {
    /// By risk, in OWASP's order.
    pub risks: Vec<RiskCoverage>,
    /// By item of CONFORMANCE.md.
    pub items: Vec<ItemCoverage>,
    /// Items that do not exist yet, and so cover nothing.
    pub missing: Vec<u8>,
    /// Items that are shown of the framework by its own tests, and not of these routes.
    pub of_the_framework: Vec<u8>,
    /// What nobody has verified: routes of an adopted router, and its reason.
    pub unverified: Vec<String>,
}

/// One risk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RiskCoverage {
    /// Its number: 1 is API1:2023.
    pub number: u8,
    /// As OWASP writes it.
    pub title: &'static str,
    /// What is done against it, on some route at least.
    pub measures: Vec<MeasureCoverage>,
    /// Each route.
    pub routes: Vec<RouteCoverage>,
    /// Why nothing covers it, where nothing does.
    pub uncovered: Option<&'static str>,
}

/// One measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MeasureCoverage {
    /// What takes it.
    pub layer: Layer,
    /// What it is.
    pub what: &'static str,
    /// The items of CONFORMANCE.md that it is.
    pub items: Vec<u8>,
    /// Of the attack: the groups of cases that try it.
    pub groups: Vec<&'static str>,
}

/// What covers one risk on one route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RouteCoverage {
    /// The route, as `GET /health`.
    pub route: String,
    /// The layers, in their order; none where the route has nothing that the risk is about.
    pub layers: Vec<Layer>,
    /// What somebody took on themselves in writing.
    pub excused: Vec<String>,
}

/// One item of CONFORMANCE.md.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ItemCoverage {
    /// Its number.
    pub item: u8,
    /// What covers it.
    pub layer: Layer,
    /// The routes that have what it is about.
    pub routes: Vec<String>,
}

impl Inventory {
    /// Which layer covers what, route by route.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        let risks = RISKS.iter().zip(1_u8..).map(|(title, number)| self.risk(number, title)).collect();
        let mut items: Vec<ItemCoverage> = MEASURES
            .iter()
            .flat_map(|measure| {
                let routes = self.concerned(measure);
                let covered =
                    move |item: &u8| ItemCoverage { item: *item, layer: measure.layer, routes: routes.clone() };
                measure.items.iter().map(covered)
            })
            .collect();
        items.sort_by_key(|covered| (covered.item, covered.layer));
        Coverage {
            risks,
            items,
            missing: MISSING.to_vec(),
            of_the_framework: OF_THE_FRAMEWORK.to_vec(),
            unverified: self.public().into_iter().filter(|open| open.unverified).map(|open| open.to_string()).collect(),
        }
    }

    fn concerned(&self, measure: &Measure) -> Vec<String> {
        let concerned = self.routes.iter().filter(|route| (measure.concerns)(&self.application, route));
        concerned.map(|route| format!("{} {}", route.method, route.path)).collect()
    }

    fn risk(&self, number: u8, title: &'static str) -> RiskCoverage {
        let against = || MEASURES.iter().filter(move |measure| measure.risk == number);
        // What no route has is not claimed.
        let taken = against().filter(|measure| !self.concerned(measure).is_empty());
        let measures = taken.map(|measure| MeasureCoverage {
            layer: measure.layer,
            what: measure.what,
            items: measure.items.to_vec(),
            groups: measure.groups.to_vec(),
        });
        let routes = self.routes.iter().map(|route| {
            let mut layers: Vec<Layer> = against()
                .filter(|measure| (measure.concerns)(&self.application, route))
                .map(|measure| measure.layer)
                .collect();
            layers.sort_unstable();
            layers.dedup();
            RouteCoverage { route: format!("{} {}", route.method, route.path), layers, excused: excuses(route, number) }
        });
        let uncovered = UNCOVERED.iter().find(|(risk, _)| *risk == number).map(|(_, why)| *why);
        RiskCoverage { number, title, measures: measures.collect(), routes: routes.collect(), uncovered }
    }
}
