//! A page: the table, each failure with its exchange, and what held, folded. No script, nothing from elsewhere.

use std::fmt::Write;

use super::table::cells;
use super::{CaseReport, Outcome, Report};

const HEAD: &str = r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Attack report</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
th, td { padding: .2rem .7rem; border-bottom: 1px solid #8884; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; font-family: ui-monospace, monospace; }
.failed { color: #c22; font-weight: bold; } .waits { color: #a60; }
pre { background: #8882; padding: .6rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
summary { cursor: pointer; }
</style></head><body><h1>Attack report</h1>
"#;

pub(super) fn page(report: &Report) -> String {
    let mut page = HEAD.to_owned();
    let (failed, not_run) = (report.failed().count(), report.not_run().count());
    let held = report.cases.iter().filter(|case| case.outcome.is_held()).count();
    let _ = writeln!(
        page,
        "<p class=\"{}\">{held} of {} cases held, {failed} failed, {not_run} not run, in {:.1} s.</p>",
        if report.held() { "held" } else { "failed" },
        report.cases.len(),
        report.elapsed().as_secs_f64(),
    );
    table(report, &mut page);
    for exception in report.exceptions.iter().chain(&report.without_objects) {
        let _ = writeln!(page, "<p>Excepted: {}</p>", escaped(exception));
    }
    for kind in &report.unread {
        let _ = writeln!(page, "<p>Not understood in the lock: {}</p>", escaped(kind));
    }
    if let Some(target) = report.target() {
        let _ = writeln!(page, "<p>At {}: {} objects were made.</p>", escaped(&target.base), target.made);
        for left in &target.left {
            let _ = writeln!(page, "<p class=\"waits\">Left: {}</p>", escaped(left));
        }
        for changed in &target.changed {
            let _ = writeln!(page, "<p>Changed: {}</p>", escaped(changed));
        }
    }
    if failed + not_run > 0 {
        page.push_str("<h2>What did not hold</h2>\n");
        report.failed().chain(report.not_run()).for_each(|case| bad(case, &mut page));
    }
    timings(report, &mut page);
    held_cases(report, &mut page);
    page.push_str("</body></html>\n");
    page
}

fn table(report: &Report, page: &mut String) {
    let (groups, rows) = cells(report);
    page.push_str("<table><thead><tr><th>Subject</th>");
    for group in &groups {
        let _ = write!(page, "<th>{}</th>", escaped(group));
    }
    page.push_str("</tr></thead><tbody>\n");
    for (subject, cells) in rows {
        let _ = write!(page, "<tr><td>{}</td>", escaped(subject));
        for cell in cells {
            let class = if cell.failed > 0 {
                "failed"
            } else if cell.not_run > 0 {
                "waits"
            } else {
                "held"
            };
            let _ = write!(page, "<td class=\"{class}\">{cell}</td>");
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table>\n");
}

fn bad(case: &CaseReport, page: &mut String) {
    match &case.outcome {
        Outcome::Failed { why, curl, exchange } => {
            let (id, why, curl) = (escaped(&case.id), escaped(why), escaped(curl));
            let _ = write!(page, "<details open><summary class=\"failed\">{id}</summary><p>{why}</p><pre>{curl}</pre>");
            let _ = writeln!(page, "<pre>{}</pre></details>", escaped(exchange));
        }
        Outcome::NotRun { why } => {
            let _ = writeln!(page, "<p class=\"waits\">{}: {}</p>", escaped(&case.id), escaped(why));
        }
        Outcome::Held => {}
    }
}

fn timings(report: &Report, page: &mut String) {
    if report.timings.is_empty() {
        return;
    }
    page.push_str(
        "<h2>Time of equal refusals</h2><table><thead><tr><th>What</th><th>µs</th><th>µs</th><th>t</th></tr></thead>\n",
    );
    for timing in &report.timings {
        let what = escaped(&timing.what);
        let (first, second, t) = (timing.first_us, timing.second_us, timing.welch_t);
        let _ = writeln!(page, "<tr><td>{what}</td><td>{first:.0}</td><td>{second:.0}</td><td>{t:.1}</td></tr>");
    }
    page.push_str("</table>\n");
}

fn held_cases(report: &Report, page: &mut String) {
    page.push_str("<h2>What held</h2>\n");
    let (groups, _) = cells(report);
    for group in groups {
        let of_group = report.cases.iter().filter(|case| case.group == group && case.outcome.is_held());
        let ids: Vec<String> = of_group.map(|case| format!("<li>{}</li>", escaped(&case.id))).collect();
        let _ = writeln!(
            page,
            "<details><summary>{}: {}</summary><ul>{}</ul></details>",
            escaped(group),
            ids.len(),
            ids.join("\n")
        );
    }
}

fn escaped(text: &str) -> String {
    let one = |sign: char| match sign {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        other => other.to_string(),
    };
    text.chars().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_application_sends_is_text_on_the_page() {
        assert_eq!(escaped("<script>\"&'"), "&lt;script&gt;&quot;&amp;&#39;");
    }
}
