//! Reading what a request carries: strictly, bounded, and without ever repeating a value.
