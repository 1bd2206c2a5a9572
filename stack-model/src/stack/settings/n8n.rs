//! `N8nSettings`: workflow automation.

use crate::{
    catalogue::SecretFact,
    stack::SecretCharset,
    value::{Email, PersonName},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Settings of the workflow automation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct N8nSettings {
    /// Hours after which the data of an execution is pruned. 168 (a week) unless written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub keep_executions_hours: Option<u32>,
    /// Who owns the instance. Without one the first visitor does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<N8nOwner>,
}

/// The owner of an n8n: set at every start, so that what is changed by hand does not last. The password's hash is a
/// secret, `<service>_owner_password_hash`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct N8nOwner {
    /// The address that the owner logs in with.
    pub email: Email,
    /// The given name.
    pub first_name: PersonName,
    /// The family name.
    pub last_name: PersonName,
}

/// The owner's password. n8n 2.41.1, `instance-settings-loader/loaders/owner.instance-settings-loader.js`: bcrypt in the
/// forms `$2a$`, `$2b$` and `$2y$`, and it does not start with another.
pub(crate) static OWNER_SECRETS: [SecretFact; 1] = [SecretFact {
    name: "owner_password_hash",
    charset: SecretCharset::Bcrypt,
    prefix: "",
    description: "bcrypt hash of the owner's password, such as `htpasswd -nBC 12` prints behind its colon",
    // Written over what is in the database at every start.
    change: crate::catalogue::Change::Restart,
}];
