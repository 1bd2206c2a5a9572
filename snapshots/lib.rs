//! Snapshots of the generated files and of the reports; the tests are in `tests/`.
