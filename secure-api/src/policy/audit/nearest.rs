//! What somebody may have meant, while the compiler runs.

/// Longer names are not compared.
const LONGEST: usize = 64;

/// The name that is nearest to `written`, if one is near: a third of its letters may differ, up to three.
pub(super) const fn nearest<'n>(written: &str, names: &[&'n str]) -> Option<&'n str> {
    let allowed = match written.len() / 3 {
        0 => 1,
        few @ 1..=3 => few,
        _ => 3,
    };
    let (mut best, mut found, mut at) = (allowed + 1, None, 0);
    while at < names.len() {
        let distance = distance(written.as_bytes(), names[at].as_bytes());
        if distance < best {
            best = distance;
            found = Some(names[at]);
        }
        at += 1;
    }
    found
}

/// Edits between two names, in either case; a swap of neighbours is one.
const fn distance(a: &[u8], b: &[u8]) -> usize {
    if a.len() > LONGEST || b.len() > LONGEST {
        return usize::MAX;
    }
    let mut rows = [[0; LONGEST + 1]; LONGEST + 1];
    let mut i = 0;
    while i <= a.len() {
        let mut j = 0;
        while j <= b.len() {
            rows[i][j] = if i == 0 || j == 0 { i + j } else { step(&rows, a, b, i, j) };
            j += 1;
        }
        i += 1;
    }
    rows[a.len()][b.len()]
}

/// The fewest edits up to two places, from those before.
const fn step(rows: &[[usize; LONGEST + 1]; LONGEST + 1], a: &[u8], b: &[u8], i: usize, j: usize) -> usize {
    let changed = if same(a[i - 1], b[j - 1]) { 0 } else { 1 };
    let best = least(least(rows[i - 1][j] + 1, rows[i][j - 1] + 1), rows[i - 1][j - 1] + changed);
    if i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]) {
        return least(best, rows[i - 2][j - 2] + 1);
    }
    best
}

const fn same(a: u8, b: u8) -> bool {
    a.eq_ignore_ascii_case(&b)
}

const fn least(a: usize, b: usize) -> usize {
    if a < b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_near_name_is_found_and_a_far_one_is_not() {
        const DECLARED: &[&str] = &["editor", "admin", "articles:write"];
        assert_eq!(nearest("edtior", DECLARED), Some("editor"));
        assert_eq!(nearest("Admin", DECLARED), Some("admin"));
        assert_eq!(nearest("articles:wirte", DECLARED), Some("articles:write"));
        assert_eq!(nearest("owner", DECLARED), None);
        assert_eq!(nearest("", DECLARED), None);
        assert_eq!(nearest(&"x".repeat(70), DECLARED), None);
    }
}
