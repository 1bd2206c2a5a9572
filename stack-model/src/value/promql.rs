//! `Promql`: an expression over metrics.

#[cfg(feature = "alerts")]
mod expression;

use super::text_newtype::text_newtype;
#[cfg(feature = "alerts")]
use std::collections::BTreeSet;
use std::fmt;
use thiserror::Error;

/// Longer than any alert that a person can read; it bounds what the parser is given.
const LONGEST: usize = 2000;

/// An expression of `PromQL` that gives a number for each of its series, and says which metrics it reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Promql {
    text: String,
    #[cfg(feature = "alerts")]
    metrics: BTreeSet<String>,
}

/// Why an expression is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidPromql {
    /// More than can be read.
    #[error("this expression is longer than {LONGEST} characters")]
    Long,
    /// Not in the language.
    #[error("this is no PromQL: {0}")]
    Syntax(String),
    /// It gives a range or a text, with which nothing can be compared.
    #[error(
        "this expression gives a {0}; an alert compares numbers, so write one that gives an instant vector"
    )]
    Type(&'static str),
    /// It reads nothing.
    #[error("this expression reads no metric by name")]
    NoMetric,
    /// A dollar would be taken for a variable of the environment by Grafana's provisioning.
    #[error("this expression contains `$`, which Grafana replaces when it reads the file")]
    Dollar,
}

impl Promql {
    /// Takes an expression.
    ///
    /// # Errors
    /// [`InvalidPromql`] if it does not parse, gives no instant vector or scalar, reads no metric, is longer than 2000
    /// characters, or holds a `$`. Without the feature `alerts` it is not parsed, and only its length and the `$` are looked at.
    ///
    /// ```
    /// use stack_model::Promql;
    ///
    /// let disk = Promql::new("100 * (1 - node_filesystem_avail_bytes / node_filesystem_size_bytes)")?;
    /// assert_eq!(disk.metrics().len(), 2);
    /// assert!(Promql::new("rate(node_disk_io_now)").is_err());
    /// # Ok::<(), stack_model::InvalidPromql>(())
    /// ```
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidPromql> {
        let text = text.into();
        if text.len() > LONGEST {
            return Err(InvalidPromql::Long);
        }
        if text.contains('$') {
            return Err(InvalidPromql::Dollar);
        }
        Ok(Self {
            #[cfg(feature = "alerts")]
            metrics: expression::metrics(&text)?,
            text,
        })
    }

    /// The expression as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The metrics that it reads, by name.
    #[cfg(feature = "alerts")]
    pub fn metrics(&self) -> &BTreeSet<String> {
        &self.metrics
    }
}

impl fmt::Display for Promql {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

text_newtype!(Promql, InvalidPromql, pattern = "^[^$]{1,2000}$", example = "sum(rate(node_load1[5m]))");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_metrics_are_known_wherever_they_stand() {
        let read =
            |text: &str| Promql::new(text).map(|promql| promql.metrics.into_iter().collect::<Vec<_>>());
        assert_eq!(
            read("sum by (a) (rate(x_total{b=\"c\"}[5m])) / on (a) y"),
            Ok(vec!["x_total".into(), "y".into()])
        );
        assert_eq!(read("absent_over_time(up[5m:1m])"), Ok(vec!["up".into()]));
        assert_eq!(read("1 + 1"), Err(InvalidPromql::NoMetric));
        assert_eq!(read("x[5m]"), Err(InvalidPromql::Type("range vector")));
        assert_eq!(read("x{y=~\"a$\"}"), Err(InvalidPromql::Dollar));
        assert!(matches!(read("sum(("), Err(InvalidPromql::Syntax(_))));
        assert!(matches!(read(&"(".repeat(1900)), Err(InvalidPromql::Syntax(_))));
    }
}
