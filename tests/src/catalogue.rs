//! The rules as `rules.json` has them, and what the files of the UI suite say of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// What a test asks of a rule.
#[derive(Debug, Deserialize)]
pub struct Rule {
    id: String,
    /// `macro`, `audit` or `types`.
    pub checked_by: String,
    /// Where it is explained.
    pub page: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// All rules, by their ids.
pub fn rules() -> BTreeMap<String, Rule> {
    let rules: Vec<Rule> = serde_json::from_str(&read(&root().join("rules.json"))).expect("a list of rules");
    rules.into_iter().map(|rule| (rule.id.clone(), rule)).collect()
}

/// Each message of the suite, by its area and name.
pub fn said() -> BTreeMap<String, String> {
    files("tests/ui/reject", "stderr")
}

/// The rules that an accepting file says it nearly breaks, by the file.
pub fn near_misses() -> BTreeMap<String, BTreeSet<String>> {
    let first = |text: String| text.lines().next().and_then(|line| line.strip_prefix("//! Near miss of ")).map(ids);
    files("tests/ui/accept", "rs").into_iter().filter_map(|(file, text)| Some((file, first(text)?))).collect()
}

/// The texts of the Rust files in a folder of the workspace.
pub fn sources(folder: &str) -> Vec<String> {
    files(folder, "rs").into_values().collect()
}

/// The ids that a text names.
pub fn ids(text: &str) -> BTreeSet<String> {
    let at = text.match_indices("SA0").filter_map(|(place, _)| text.get(place..place + 6));
    at.filter(|id| id[2..].bytes().all(|digit| digit.is_ascii_digit())).map(str::to_owned).collect()
}

/// What stands between two marks, each time.
pub fn between(text: &str, begin: &str, end: &str) -> Vec<String> {
    let parts = text.split(begin).skip(1).filter_map(|part| part.split_once(end));
    parts.map(|(inside, _)| inside.to_owned()).collect()
}

fn files(folder: &str, kind: &str) -> BTreeMap<String, String> {
    let folder = root().join(folder);
    let mut found = BTreeMap::new();
    collect(&folder, &folder, kind, &mut found);
    assert!(!found.is_empty(), "no files in {}", folder.display());
    found
}

fn collect(top: &Path, folder: &Path, kind: &str, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(top, &path, kind, found);
        } else if path.extension().is_some_and(|extension| extension == kind) {
            let name = path.strip_prefix(top).expect("inside").with_extension("");
            found.insert(name.display().to_string(), read(&path));
        }
    }
}
