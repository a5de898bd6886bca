//! Reading past what no type wants, as strictly as the rest.

use super::super::fault::{FaultKind, ReadFault};
use super::keys::Keys;
use super::scanner::{Progress, Scanner};

/// A whole document.
pub(super) fn document(scanner: &mut Scanner<'_>, depth: usize) -> Result<(), ReadFault> {
    value(scanner, depth)?;
    scanner.end()
}

/// One value, in which containers may be `depth` deep.
pub(super) fn value(scanner: &mut Scanner<'_>, depth: usize) -> Result<(), ReadFault> {
    match scanner.peek() {
        Some(b'{') => object(scanner, depth),
        Some(b'[') => list(scanner, depth),
        Some(b'"') => scanner.string().map(drop),
        Some(b't') => scanner.word("true"),
        Some(b'f') => scanner.word("false"),
        Some(b'n') => scanner.word("null"),
        // Its size is nobody's concern here: no type wants it.
        Some(b'-' | b'0'..=b'9') => scanner.number().map(drop),
        _ => Err(ReadFault::syntax()),
    }
}

fn object(scanner: &mut Scanner<'_>, depth: usize) -> Result<(), ReadFault> {
    let below = depth.checked_sub(1).ok_or(ReadFault::new(FaultKind::Depth))?;
    scanner.eat(b'{');
    let (mut progress, mut keys) = (Progress::Opened, Keys::new());
    while let Some(key) = scanner.key(&mut progress, &mut keys)? {
        value(scanner, below).map_err(|fault| fault.under_key(&key))?;
    }
    Ok(())
}

fn list(scanner: &mut Scanner<'_>, depth: usize) -> Result<(), ReadFault> {
    let below = depth.checked_sub(1).ok_or(ReadFault::new(FaultKind::Depth))?;
    scanner.eat(b'[');
    let (mut progress, mut index) = (Progress::Opened, 0);
    while scanner.has_entry(b']', &mut progress)? {
        value(scanner, below).map_err(|fault| fault.under_index(index))?;
        index += 1;
    }
    Ok(())
}
