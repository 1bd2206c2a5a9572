//! Strategies that build valid stacks.
