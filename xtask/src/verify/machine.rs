//! A machine that is thrown away, on which real Ansible plays the role that hardens it.

use super::{Subject, namespace};
use crate::consumer;
use anyhow::Context as _;
use camino::Utf8Path;
use stack_model::{Site, Subnet, stack::Plane};
use std::net::IpAddr;

/// What makes the machine, and the functions that a script on it can use.
const STAGE: &str = include_str!("machine/stage.sh");

/// The address that stands for that of a machine which is made for one run (TEST-NET-3, RFC 5737). It is not known before: the program that makes the
/// machine gives it to Ansible as `trial_address`.
pub(crate) const TRIAL_ADDRESS: &str = "203.0.113.77";

/// The name of a machine in messages.
pub(super) fn at(site: &Site<'_>) -> String {
    format!("{}/{}", site.environment, site.host)
}

/// The machine's address in the VPN, where the stack has one.
pub(super) fn mesh(subject: &Subject, site: &Site<'_>) -> Option<IpAddr> {
    let ranges = subject.stack.access().vpn.as_ref().map(|vpn| vpn.ranges.as_slice()).unwrap_or_default();
    let mesh = site.machine.addresses.on(Plane::Mesh)?.get(site.environment)?;
    ranges.iter().any(|range| range.contains(*mesh)).then_some(*mesh)
}

/// Makes the machine as its provider would, and runs a bash script beside it. `parts` are files of the role's tasks, which
/// `play` has Ansible run over ssh.
///
/// # Errors
/// If the script leaves with another status than 0; what it said is in the error.
pub(super) fn play(
    subject: &Subject,
    site: &Site<'_>,
    parts: &str,
    scratch: &Utf8Path,
    script: &str,
) -> anyhow::Result<String> {
    let playbook = consumer::find("ansible-playbook").context("ansible-playbook")?;
    let host = site.machine;
    let mut outside = [Plane::Public, Plane::Lan].into_iter();
    let public = outside.find_map(|plane| host.addresses.on(plane)?.get(site.environment));
    let trial = subject.stack.is_trial(site.environment).then(|| TRIAL_ADDRESS.to_owned());
    let public = public.map(ToString::to_string).or(trial);
    let public = public.context("the machine has no address outside of the VPN")?;
    let mesh = mesh(subject, site).map(|address| address.to_string()).unwrap_or_default();
    let vpn = subject.stack.access().vpn.as_ref();
    let inside = vpn.and_then(|vpn| vpn.ranges.iter().find(|range| range.is_ipv4())).map(Subnet::last_host);
    let inside = inside.map(|address| address.to_string()).unwrap_or_default();
    let user = host.user.as_ref().map_or_else(|| "deploy".into(), ToString::to_string);
    let port = subject.stack.access().ssh.port;
    let resolved = subject.stack.resolved();
    let puller = resolved.pulls(site.environment).iter().any(|pull| pull.source.host == *site.host);
    fs_err::create_dir_all(scratch)?;
    let script = format!(
        "scratch='{scratch}' dist='{}' playbook='{playbook}' name='{}.{}' user='{user}' public='{public}' mesh='{mesh}' \
         inside='{inside}' port='{port}' parts='{parts}' puller='{puller}' \
         stack_dir='/opt/{}'\n{STAGE}\n{script}",
        subject.dist,
        site.environment,
        site.host,
        subject.stack.project().name
    );
    namespace::play(&script, scratch)
}
