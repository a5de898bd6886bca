//! CONFORMANCE.md: each witness that it names exists, and each item that is said to hold has one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// All Rust sources outside of build directories.
fn sources(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            sources(&path, found);
        } else if name.ends_with(".rs") {
            found.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// The cells of each row whose first cell is an item.
fn rows() -> Vec<Vec<String>> {
    let table = fs::read_to_string(root().join("CONFORMANCE.md")).unwrap();
    let cells = |line: &str| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
    table.lines().filter(|line| line.starts_with("| C")).map(cells).collect()
}

fn in_ticks(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[test]
fn every_witness_exists() {
    let mut code = String::new();
    sources(&root(), &mut code);
    for row in rows() {
        let [item, .., state, witness] = row.as_slice() else { panic!("a row has four cells: {row:?}") };
        let named: Vec<&str> = in_ticks(witness).collect();
        assert_eq!(state == "no", named.is_empty(), "{item}: an item that holds has a witness, and no other has");
        for name in named {
            let there =
                if name.contains('/') { root().join(name).exists() } else { code.contains(&format!("fn {name}(")) };
            assert!(there, "{item}: there is no {name}");
        }
    }
}

#[test]
fn the_report_on_coverage_knows_every_item_and_claims_none_that_is_missing() {
    let coverage = secure_api::prelude::Api::new(()).inventory().coverage();
    let number = |row: &Vec<String>| row[0].trim_start_matches('C').parse::<u8>().unwrap();
    let state = |row: &Vec<String>| row[row.len() - 2].clone();
    let (missing, there): (Vec<_>, Vec<_>) = rows().into_iter().partition(|row| state(row) == "no");
    let told: BTreeSet<u8> = coverage.missing.iter().copied().collect();
    assert_eq!(told, missing.iter().map(number).collect());
    let covered: BTreeSet<u8> = coverage.items.iter().map(|covered| covered.item).collect();
    let of_the_framework: BTreeSet<u8> = coverage.of_the_framework.iter().copied().collect();
    let told: BTreeSet<u8> = covered.union(&of_the_framework).copied().collect();
    assert_eq!(told, there.iter().map(number).collect());
    assert!(covered.is_disjoint(&of_the_framework));
    // Each is once what a layer does, and once more what the attack tries of it.
    let by_layer: BTreeSet<_> = coverage.items.iter().map(|covered| (covered.item, covered.layer)).collect();
    assert_eq!(by_layer.len(), coverage.items.len());
    let done = coverage.items.iter().filter(|covered| covered.layer != secure_api::inventory::Layer::Attack);
    let tried = coverage.items.iter().filter(|covered| covered.layer == secure_api::inventory::Layer::Attack);
    let (done, tried): (Vec<u8>, BTreeSet<u8>) =
        (done.map(|covered| covered.item).collect(), tried.map(|covered| covered.item).collect());
    assert_eq!(done.iter().collect::<BTreeSet<_>>().len(), done.len(), "one layer each");
    // What only the attack shows of an application.
    assert_eq!(tried.iter().filter(|item| !done.contains(item)).copied().collect::<Vec<_>>(), [62, 71, 108]);
}

#[test]
fn every_item_is_listed_once() {
    let listed: Vec<String> = rows().into_iter().map(|row| row[0].clone()).collect();
    let wanted: BTreeSet<String> = (1..=128).map(|number| format!("C{number}")).collect();
    assert_eq!(listed.len(), wanted.len());
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), wanted);
}
