//! The two readers of the rate grammar, the macros' and the run time's, agree.

use secure_api::policy::Rate;
use secure_api::rate;

macro_rules! agree {
    ($($text:literal)*) => {
        #[test]
        fn what_the_compiler_accepts_the_run_time_reads_alike() {
            $(assert_eq!(Rate::parse($text), Ok(rate!($text)), $text);)*
        }
    };
}

agree! {
    "10/min per caller" "1/s per address" "100/15min per address" "1000000/h per route" "10/min per caller burst 20"
    "10/min burst 20 per caller" "5/day per caller" "7/7day per address" "007/010min per route" "10/min burst 10 per caller" "3/90s per caller"
}
