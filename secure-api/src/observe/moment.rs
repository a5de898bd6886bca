//! The time of a line, without the machinery that formats anything.

use core::time::Duration;

const SECONDS_A_DAY: u64 = 86_400;

/// A moment after 1970 as RFC 3339 writes it, in UTC: `2026-11-22T12:25:29.123456Z`. Holds until the year 9999.
pub(super) fn written(since_1970: Duration) -> [u8; 27] {
    let (days, second) = (since_1970.as_secs() / SECONDS_A_DAY, since_1970.as_secs() % SECONDS_A_DAY);
    let (year, month, day) = date(days);
    let micros = u64::from(since_1970.subsec_micros());
    let ([c1, c2], [y1, y2], [m1, m2], [d1, d2]) = (two(year / 100), two(year), two(month), two(day));
    let ([h1, h2], [n1, n2], [s1, s2]) = (two(second / 3_600), two(second / 60 % 60), two(second % 60));
    let ([f1, f2], [f3, f4], [f5, f6]) = (two(micros / 10_000), two(micros / 100), two(micros));
    [
        c1, c2, y1, y2, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2, b'.', f1, f2, f3, f4, f5,
        f6, b'Z',
    ]
}

/// Year, month and day of the Gregorian calendar.
///
/// Years begin in March here, so that the leap day is the last of its year, and the months before any day take 153 days for each
/// five of them.
fn date(days_since_1970: u64) -> (u64, u64, u64) {
    const DAYS_IN_400_YEARS: u64 = 146_097;
    // From the first of March of the year 0.
    let days = days_since_1970 + 719_468;
    let (era, day) = (days / DAYS_IN_400_YEARS, days % DAYS_IN_400_YEARS);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let from_march = (5 * day + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = 400 * era + year + u64::from(month <= 2);
    (year, month, day - (153 * from_march + 2) / 5 + 1)
}

/// The last two digits.
const fn two(number: u64) -> [u8; 2] {
    let number = (number % 100) as u8;
    [b'0' + number / 10, b'0' + number % 10]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(seconds: u64, micros: u32) -> String {
        String::from_utf8(written(Duration::new(seconds, micros * 1_000)).to_vec()).unwrap()
    }

    #[test]
    fn a_moment_is_written_as_rfc_3339_has_it() {
        assert_eq!(text(0, 0), "1970-01-01T00:00:00.000000Z");
        assert_eq!(text(951_827_696, 7), "2000-02-29T12:34:56.000007Z");
        assert_eq!(text(1_795_350_329, 123_456), "2026-11-22T12:25:29.123456Z");
        assert_eq!(text(253_402_300_799, 999_999), "9999-12-31T23:59:59.999999Z");
    }

    #[test]
    fn every_day_is_the_one_after_the_day_before() {
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for days in 0..300_000 {
            assert_eq!(date(days), (year, month, day));
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let last = match month {
                2 => 28 + u64::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            (year, month, day) = match (month, day) {
                (12, 31) => (year + 1, 1, 1),
                (month, day) if day == last => (year, month + 1, 1),
                (month, day) => (year, month, day + 1),
            };
        }
    }
}
