//! `Datum`: the value of a variable, of one of the types that it can have, and how each is written in `group_vars`.

use crate::yaml::Yaml;
use stack_model::{CpuShare, ImageRef, MemorySize, Subnet};
use std::{fmt, net::IpAddr};

/// A value of any of the types: plain data, without references.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// `true` or `false`.
    Bool(bool),
    /// Text, and what is written in the words of one program alone.
    Text(String),
    /// An amount of memory.
    Memory(MemorySize),
    /// A share of the processors.
    Cpus(CpuShare),
    /// An image.
    Image(ImageRef),
    /// A network.
    Subnet(Subnet),
    /// An address.
    Address(IpAddr),
}

/// A type that a variable's value can have.
pub trait Typed: Into<Datum> + Clone + fmt::Debug + PartialEq {
    /// The value again; none if it is of another type.
    fn of(value: &Datum) -> Option<Self>;
}

impl Typed for Datum {
    fn of(value: &Datum) -> Option<Self> {
        Some(value.clone())
    }
}

macro_rules! data {
    ($($variant:ident $type:ty;)*) => {$(
        impl From<$type> for Datum {
            fn from(value: $type) -> Self {
                Self::$variant(value)
            }
        }

        impl Typed for $type {
            fn of(value: &Datum) -> Option<Self> {
                if let Datum::$variant(value) = value { Some(value.clone()) } else { None }
            }
        }
    )*};
}

data! {
    Bool bool;
    Text String;
    Memory MemorySize;
    Cpus CpuShare;
    Image ImageRef;
    Subnet Subnet;
    Address IpAddr;
}

impl Datum {
    /// Its type in Ansible's words.
    pub(crate) const fn ansible_type(&self) -> &'static str {
        match self {
            Self::Bool(_) => "bool",
            Self::Text(_)
            | Self::Memory(_)
            | Self::Cpus(_)
            | Self::Image(_)
            | Self::Subnet(_)
            | Self::Address(_) => "str",
        }
    }

    /// As `group_vars` holds it.
    pub(crate) fn yaml(&self) -> Yaml {
        match self {
            Self::Bool(value) => Yaml::Bool(*value),
            Self::Text(_)
            | Self::Memory(_)
            | Self::Cpus(_)
            | Self::Image(_)
            | Self::Subnet(_)
            | Self::Address(_) => Yaml::text(self.to_string()),
        }
    }

    /// As a template sees it.
    pub(super) fn template_value(&self) -> minijinja::Value {
        match self {
            Self::Bool(value) => (*value).into(),
            Self::Text(_)
            | Self::Memory(_)
            | Self::Cpus(_)
            | Self::Image(_)
            | Self::Subnet(_)
            | Self::Address(_) => self.to_string().into(),
        }
    }
}

impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
            Self::Memory(value) => value.fmt(f),
            Self::Cpus(value) => value.fmt(f),
            Self::Image(value) => value.fmt(f),
            Self::Subnet(value) => value.fmt(f),
            Self::Address(value) => value.fmt(f),
        }
    }
}
