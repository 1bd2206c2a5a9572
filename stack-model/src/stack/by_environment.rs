//! `ByEnvironment`: a value that is there in every environment.

use super::PerEnv;
use crate::value::EnvironmentName;
use indexmap::IndexMap;

/// A value that is there in every environment: one that they share, and those that differ, as `group_vars/all` and
/// `group_vars/<environment>` split them.
///
/// [`PerEnv`] is what an author writes, and may leave an environment out; this cannot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByEnvironment<T> {
    shared: T,
    special: IndexMap<EnvironmentName, T>,
}

impl<T: Clone> ByEnvironment<T> {
    /// Takes what is written, if it covers every environment.
    ///
    /// # Errors
    /// What `missing` makes of each environment that has no value, the last of them; of `None` if there is no value at all.
    pub(crate) fn new<'e, E>(
        written: Option<&PerEnv<T>>,
        environments: impl Iterator<Item = &'e EnvironmentName>,
        mut missing: impl FnMut(Option<&EnvironmentName>) -> E,
    ) -> Result<Self, E> {
        let Some((written, shared)) = written.and_then(|written| Some((written, written.any()?))) else {
            return Err(missing(None));
        };
        let lacking = environments.filter(|environment| written.get(environment).is_none());
        if let Some(error) = lacking.map(|environment| missing(Some(environment))).last() {
            return Err(error);
        }
        let special = match written {
            PerEnv::All(_) => IndexMap::new(),
            PerEnv::Each(values) => values.clone(),
        };
        Ok(Self { shared: shared.clone(), special })
    }
}

impl<T> ByEnvironment<T> {
    /// The value that environments share; the first one's where all differ.
    pub const fn shared(&self) -> &T {
        &self.shared
    }

    /// The value in one environment; for a name that is none of the stack's, the one that environments share.
    pub fn get(&self, environment: &EnvironmentName) -> &T {
        self.special.get(environment).unwrap_or(&self.shared)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Lacking = Option<EnvironmentName>;

    fn lacking(environment: Option<&EnvironmentName>) -> Lacking {
        environment.cloned()
    }

    fn by_environment(
        written: Option<&PerEnv<u8>>,
        environments: &[&EnvironmentName],
    ) -> Result<ByEnvironment<u8>, Lacking> {
        ByEnvironment::new(written, environments.iter().copied(), lacking)
    }

    #[test]
    fn a_value_that_leaves_an_environment_out_is_refused_with_its_name() {
        let (prod, preprod) =
            (EnvironmentName::new("prod").unwrap(), EnvironmentName::new("preprod").unwrap());
        let one = PerEnv::Each(IndexMap::from([(prod.clone(), 1)]));
        assert_eq!(by_environment(Some(&one), &[&prod, &preprod]), Err(Some(preprod.clone())));
        assert_eq!(*by_environment(Some(&one), &[&prod]).unwrap().get(&prod), 1);
        let both = PerEnv::Each(IndexMap::from([(prod.clone(), 1), (preprod.clone(), 2)]));
        let both = by_environment(Some(&both), &[&prod, &preprod]).unwrap();
        assert_eq!((*both.get(&prod), *both.get(&preprod)), (1, 2));
    }

    #[test]
    fn no_value_at_all_is_refused_even_without_environments() {
        assert_eq!(by_environment(None, &[]), Err(None));
        assert_eq!(by_environment(Some(&PerEnv::Each(IndexMap::new())), &[]), Err(None));
        let prod = EnvironmentName::new("prod").unwrap();
        assert_eq!(*by_environment(Some(&PerEnv::All(7)), &[]).unwrap().get(&prod), 7);
    }
}
