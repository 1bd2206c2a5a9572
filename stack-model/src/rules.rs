//! The rules: what types and emission leave possible and would fail, expose, lose data or cost money.
//!
//! One rule, one file, one name: the file's stem in kebab case is the code, the fixture's stem, the snapshot's stem and
//! the anchor in RULES.md. To add one, copy a neighbour, add the line to [`RULES`], write the fixture, run the tests.

mod address_shared;
mod alert_without_contact;
mod archive_beside_source;
mod backup_jobs_overlap;
mod backup_not_offsite;
mod backup_out_of_reach;
mod backup_unwatched;
mod certificate_out_of_reach;
mod connections_over_limit;
mod container_setting_ignored;
mod cpu_over_host;
mod data_on_one_machine;
mod data_service_exposed;
mod data_without_backup;
mod database_without_consumer;
mod database_without_owner;
mod dependency_cycle;
mod dependency_outside_profile;
mod digest_missing;
mod domain_outside_zone;
mod duplicate_site;
mod edge_across_hosts;
mod edge_proxy_waits_for_app;
mod edge_setting_ignored;
mod edge_without_shared_network;
mod egress_without_network;
mod extension_missing_from_image;
mod findings;
mod firewall_rule_on_published_port;
mod gated_route_without_dns_record;
mod health_condition_without_probe;
mod host_address_outside_vpn;
mod invalid_value;
mod invalid_yaml;
mod listen_address_not_own;
mod max_tokens_missing;
mod maxmemory_over_limit;
mod memory_below_floor;
mod memory_over_budget;
mod metric_without_producer;
mod missing_edge;
mod monitor_outside_vpn;
mod n8n_without_owner;
mod no_network;
mod nothing_to_monitor;
mod obsolete_environment;
mod paid_probe;
mod plugin_directive_without_module;
mod policy_broken;
mod policy_without_effect;
mod port_conflict;
mod probe_gives_up_early;
mod probe_needs_auth;
mod probe_on_localhost_name;
mod probe_tool_missing;
mod public_management_path;
mod public_route_without_auth;
mod published_on_internal_network;
mod pull_before_dump;
mod queue_on_evicting_cache;
mod raw_docker_socket;
mod redis_database_shared;
mod repository_shared;
mod reservation_over_limit;
mod retention_finer_than_schedule;
pub(crate) mod retention_unclear;
mod retired_image;
mod retired_server_type;
mod route_without_proxy;
mod route_without_target;
mod schedule_in_clock_change;
mod secret_in_command;
mod secret_name_collision;
mod seed_into_production;
mod seed_not_anonymised;
mod seed_without_export;
mod server_arch_mismatch;
mod server_smaller_than_declared;
mod socket_proxy_exposed;
mod ssh_narrowed_before_vpn_proof;
mod subnet_in_address_pool;
mod subnet_overlap;
mod subpath_unsupported;
mod thin_memory_headroom;
mod trial_machine_unclear;
mod unaccepted_accept;
mod unfit_secret;
mod unknown_backup_source;
mod unknown_environment;
pub(crate) mod unknown_host;
mod unknown_key;
mod unknown_kind;
mod unknown_model;
pub(crate) mod unknown_network;
mod unknown_party;
mod unknown_profile;
mod unknown_provider;
pub(crate) mod unknown_repository;
mod unknown_secret;
pub(crate) mod unknown_service;
pub(crate) mod unknown_upstream;
pub(crate) mod unlimited_cpus;
pub(crate) mod unlimited_memory;
pub(crate) mod unpinned_image;
mod unproven_contract;
mod unused_network;
mod unused_secret;
mod upstream_without_route;
mod virtual_key_without_database;
mod vpn_ranges_missing;
mod vpn_route_bypassed;
mod vpn_without_login_server;

pub(crate) use findings::all;
pub use findings::{Findings, Reported};

use crate::{Resolved, Severity, stack::Acceptance};

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name: the problem, in kebab case.
    pub code: &'static str,
    /// How bad a finding is.
    pub severity: Severity,
    /// One lower-case phrase.
    pub summary: &'static str,
    /// Markdown with the sections *What it rejects*, *Why it matters* and *How to repair*.
    pub docs: &'static str,
    /// Whether an author may live with it. No, where the emitted files could not be written at all.
    pub acceptable: bool,
    /// How it is found.
    pub check: Check,
}

/// How a rule finds what it looks for.
#[derive(Debug)]
pub enum Check {
    /// While the text is read and typed; the rule is only its page.
    Parse,
    /// While the checked stack is made, which needs the value: `accept` never sees the finding, because there is nothing to
    /// put in the value's place.
    Construction,
    /// In the resolved stack.
    Stack(fn(&Resolved, &mut Findings<'_>)),
    /// In the entries of `accept` that matched nothing, with their index.
    Unmatched(fn(&[(usize, &Acceptance)], &mut Findings<'_>)),
}

/// The rule with a code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code == code)
}

/// Every rule, in the order of their codes. A test holds that every file of the folder is here.
pub static RULES: &[&Rule] = &[
    &address_shared::RULE,
    &alert_without_contact::RULE,
    &archive_beside_source::RULE,
    &backup_jobs_overlap::RULE,
    &backup_not_offsite::RULE,
    &backup_out_of_reach::RULE,
    &backup_unwatched::RULE,
    &certificate_out_of_reach::RULE,
    &connections_over_limit::RULE,
    &container_setting_ignored::RULE,
    &cpu_over_host::RULE,
    &data_on_one_machine::RULE,
    &data_service_exposed::RULE,
    &data_without_backup::RULE,
    &database_without_consumer::RULE,
    &database_without_owner::RULE,
    &dependency_cycle::RULE,
    &dependency_outside_profile::RULE,
    &digest_missing::RULE,
    &domain_outside_zone::RULE,
    &duplicate_site::RULE,
    &edge_across_hosts::RULE,
    &edge_proxy_waits_for_app::RULE,
    &edge_setting_ignored::RULE,
    &edge_without_shared_network::RULE,
    &egress_without_network::RULE,
    &extension_missing_from_image::RULE,
    &firewall_rule_on_published_port::RULE,
    &gated_route_without_dns_record::RULE,
    &health_condition_without_probe::RULE,
    &host_address_outside_vpn::RULE,
    &invalid_value::RULE,
    &invalid_yaml::RULE,
    &listen_address_not_own::RULE,
    &max_tokens_missing::RULE,
    &maxmemory_over_limit::RULE,
    &memory_below_floor::RULE,
    &memory_over_budget::RULE,
    &metric_without_producer::RULE,
    &missing_edge::RULE,
    &monitor_outside_vpn::RULE,
    &n8n_without_owner::RULE,
    &no_network::RULE,
    &nothing_to_monitor::RULE,
    &obsolete_environment::RULE,
    &paid_probe::RULE,
    &plugin_directive_without_module::RULE,
    &policy_broken::RULE,
    &policy_without_effect::RULE,
    &port_conflict::RULE,
    &probe_gives_up_early::RULE,
    &probe_needs_auth::RULE,
    &probe_on_localhost_name::RULE,
    &probe_tool_missing::RULE,
    &public_management_path::RULE,
    &public_route_without_auth::RULE,
    &published_on_internal_network::RULE,
    &pull_before_dump::RULE,
    &queue_on_evicting_cache::RULE,
    &raw_docker_socket::RULE,
    &redis_database_shared::RULE,
    &repository_shared::RULE,
    &reservation_over_limit::RULE,
    &retention_finer_than_schedule::RULE,
    &retention_unclear::RULE,
    &retired_image::RULE,
    &retired_server_type::RULE,
    &route_without_proxy::RULE,
    &route_without_target::RULE,
    &schedule_in_clock_change::RULE,
    &secret_in_command::RULE,
    &secret_name_collision::RULE,
    &seed_into_production::RULE,
    &seed_not_anonymised::RULE,
    &seed_without_export::RULE,
    &server_arch_mismatch::RULE,
    &server_smaller_than_declared::RULE,
    &socket_proxy_exposed::RULE,
    &ssh_narrowed_before_vpn_proof::RULE,
    &subnet_in_address_pool::RULE,
    &subnet_overlap::RULE,
    &subpath_unsupported::RULE,
    &thin_memory_headroom::RULE,
    &trial_machine_unclear::RULE,
    &unaccepted_accept::RULE,
    &unfit_secret::RULE,
    &unknown_backup_source::RULE,
    &unknown_environment::RULE,
    &unknown_host::RULE,
    &unknown_key::RULE,
    &unknown_kind::RULE,
    &unknown_model::RULE,
    &unknown_network::RULE,
    &unknown_party::RULE,
    &unknown_profile::RULE,
    &unknown_provider::RULE,
    &unknown_repository::RULE,
    &unknown_secret::RULE,
    &unknown_service::RULE,
    &unknown_upstream::RULE,
    &unlimited_cpus::RULE,
    &unlimited_memory::RULE,
    &unpinned_image::RULE,
    &unproven_contract::RULE,
    &unused_network::RULE,
    &unused_secret::RULE,
    &upstream_without_route::RULE,
    &virtual_key_without_database::RULE,
    &vpn_ranges_missing::RULE,
    &vpn_route_bypassed::RULE,
    &vpn_without_login_server::RULE,
];
