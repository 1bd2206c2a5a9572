//! `RouteAddress`: where a route is found, relative to the domain of each environment.

use super::{DomainName, domain_name::is_label, text_newtype::text_newtype};
use std::fmt;
use thiserror::Error;

/// Where a route is found: a label below the environment's domain (or `@` for the domain itself) and, if wanted, a
/// path prefix.
///
/// It never names a full domain, so that no environment can answer for another.
///
/// ```
/// use stack_model::{DomainName, RouteAddress};
/// let route = RouteAddress::new("@/litellm")?;
/// assert_eq!(route.prefix(), Some("/litellm"));
/// let domain = DomainName::new("preprod.example.com").unwrap();
/// assert_eq!(RouteAddress::new("n8n")?.site(&domain).as_str(), "n8n.preprod.example.com");
/// # Ok::<(), stack_model::InvalidRouteAddress>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RouteAddress {
    label: Option<String>,
    prefix: Option<String>,
}

/// Why a route's address is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` is not a route's address; write a label below the domain (`n8n`) or `@` for the domain itself, then a path if wanted (`@/litellm`)"
)]
pub struct InvalidRouteAddress(String);

impl RouteAddress {
    /// Takes an address.
    ///
    /// # Errors
    /// [`InvalidRouteAddress`] if it is not `label`, `@`, `label/path` or `@/path`.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidRouteAddress> {
        let text = text.into();
        let (host, path) =
            text.split_once('/').map_or((text.as_str(), None), |(host, path)| (host, Some(path)));
        let label_fits = host == "@" || (host.len() <= 63 && host.split('.').all(is_label));
        let path_fits = path.is_none_or(|path| {
            !path.is_empty()
                && path.split('/').all(|segment| {
                    !segment.is_empty()
                        && segment != ".."
                        && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
                })
        });
        if !label_fits || !path_fits {
            return Err(InvalidRouteAddress(text));
        }
        Ok(Self {
            label: (host != "@").then(|| host.to_owned()),
            prefix: path.map(|path| format!("/{path}")),
        })
    }

    /// The label below the domain; none for the domain itself.
    pub fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    /// The path prefix, with its leading `/`.
    pub fn prefix(&self) -> Option<&str> {
        self.prefix.as_deref()
    }

    /// The host name that answers for this route in an environment with `domain`.
    pub fn site(&self, domain: &DomainName) -> DomainName {
        match &self.label {
            None => domain.clone(),
            Some(label) => domain.below(label),
        }
    }
}

impl fmt::Display for RouteAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.label.as_deref().unwrap_or("@"), self.prefix.as_deref().unwrap_or(""))
    }
}

text_newtype!(
    RouteAddress,
    InvalidRouteAddress,
    pattern = "^(@|[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*)(/[A-Za-z0-9._~-]+)*$",
    example = "@/litellm"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips() {
        for text in ["@", "n8n", "@/litellm", "admin/grafana", "a.b/c/d"] {
            assert_eq!(RouteAddress::new(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_full_urls_and_tricks() {
        for text in ["", "/x", "https://a", "A", "a/", "a//b", "a/..", "a/*", "a b", "*", "a.b./x"] {
            assert!(RouteAddress::new(text).is_err(), "{text}");
        }
    }
}
