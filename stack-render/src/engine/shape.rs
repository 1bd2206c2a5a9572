//! `Shape`: which fields the views of the fixtures have, as the engine was given them.

use minijinja::{Value, value::ValueKind};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

/// The fields of a value, whatever they hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Shape {
    /// Nothing is known: an empty list has no items, and an option may hold nothing.
    #[default]
    Unknown,
    /// Text, a number, or a truth.
    Leaf,
    List(Box<Self>),
    Fields(BTreeMap<String, Self>),
}

impl Shape {
    fn of(value: &Value) -> Self {
        let items = || value.try_iter().expect("a list and a mapping have items");
        match value.kind() {
            ValueKind::None | ValueKind::Undefined => Self::Unknown,
            ValueKind::Map => Self::Fields(items().map(|key| field(value, &key)).collect()),
            ValueKind::Seq | ValueKind::Iterable => {
                Self::List(Box::new(items().map(|item| Self::of(&item)).fold(Self::Unknown, Self::and)))
            }
            _ => Self::Leaf,
        }
    }

    /// What is known when both have been seen.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown, shape) | (shape, Self::Unknown) => shape,
            (Self::List(one), Self::List(other)) => Self::List(Box::new(one.and(*other))),
            (Self::Fields(mut fields), Self::Fields(others)) => {
                for (name, shape) in others {
                    let known = fields.remove(&name).unwrap_or_default();
                    fields.insert(name, known.and(shape));
                }
                Self::Fields(fields)
            }
            (one, _) => one,
        }
    }
}

fn field(map: &Value, key: &Value) -> (String, Shape) {
    (key.to_string(), Shape::of(&map.get_item(key).unwrap_or_default()))
}

thread_local! {
    /// What was given to the templates that were filled together, by their paths.
    static SEEN: RefCell<BTreeMap<Vec<String>, Shape>> = const { RefCell::new(BTreeMap::new()) };
}

thread_local! {
    static UNTYPED: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Remembers what templates are filled with.
pub(super) fn record(paths: &[&str], values: &Value) {
    let paths = paths.iter().map(ToString::to_string).collect();
    SEEN.with_borrow_mut(|seen| {
        let known = seen.remove(&paths).unwrap_or_default();
        seen.insert(paths, known.and(Shape::of(values)));
    });
}

/// Remembers a template that is still filled from a view without a type.
pub(super) fn record_untyped(path: &str) {
    UNTYPED.with_borrow_mut(|paths| paths.insert(path.to_owned()));
}

/// The templates that were filled from views without a type in this thread.
pub(super) fn untyped() -> BTreeSet<String> {
    UNTYPED.take()
}

/// What templates were filled with in this thread.
pub(super) fn seen() -> BTreeMap<Vec<String>, Shape> {
    SEEN.take()
}
