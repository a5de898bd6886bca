//! What the parts of this step are held to.
