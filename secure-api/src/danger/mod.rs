//! danger
