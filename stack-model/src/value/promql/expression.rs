//! Expressions of `PromQL`, parsed.

use super::InvalidPromql;
use promql_parser::{
    parser::{self, Expr, VectorSelector, value::ValueType},
    util::{ExprVisitor, walk_expr},
};
use std::{collections::BTreeSet, convert::Infallible};

/// The metrics that an expression reads, by name.
pub(super) fn metrics(text: &str) -> Result<BTreeSet<String>, InvalidPromql> {
    let expression = parser::parse(text).map_err(|why| InvalidPromql::Syntax(one_line(&why)))?;
    match expression.value_type() {
        ValueType::Vector | ValueType::Scalar => {}
        ValueType::Matrix => return Err(InvalidPromql::Type("range vector")),
        ValueType::String => return Err(InvalidPromql::Type("string")),
    }
    let mut metrics = Metrics::default();
    let Ok(_) = walk_expr(&mut metrics, &expression);
    if metrics.0.is_empty() {
        return Err(InvalidPromql::NoMetric);
    }
    Ok(metrics.0)
}

/// The parser's reason without line ends, which a finding has no room for.
fn one_line(why: &str) -> String {
    why.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Default)]
struct Metrics(BTreeSet<String>);

impl Metrics {
    fn add(&mut self, selector: &VectorSelector) {
        self.0.extend(selector.name.clone());
    }
}

impl ExprVisitor for Metrics {
    type Error = Infallible;

    fn pre_visit(&mut self, expression: &Expr) -> Result<bool, Infallible> {
        match expression {
            Expr::VectorSelector(selector) => self.add(selector),
            Expr::MatrixSelector(selector) => self.add(&selector.vs),
            _ => {}
        }
        Ok(true)
    }
}
