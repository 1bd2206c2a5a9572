//! `caddy-behaviour`: the generated Caddyfile in the real Caddy, asked from inside and outside of the VPN.

mod expectation;
mod stage;

use super::{Check, Subject};
use anyhow::Context as _;

pub(super) const CHECK: Check = Check {
    name: "caddy-behaviour",
    proves: "every route of every site answers as its exposure says, from inside and outside of the VPN",
    needs: &["caddy", "curl", "openssl", "ip", "namespaces"],
    run,
};

fn run(subject: &Subject) -> anyhow::Result<String> {
    let mut asked = 0;
    for site in subject.stack.sites() {
        let folder = subject.dist.join("compose").join(site.environment.as_str()).join(site.host.as_str());
        if !folder.join("Caddyfile").exists() {
            continue;
        }
        let requests = expectation::requests(&subject.stack, &site);
        let scratch = subject.scratch.join(format!("{}-{}", site.environment, site.host));
        let answers = stage::play(subject, &site, &folder, &scratch, &requests)
            .with_context(|| format!("{}/{}", site.environment, site.host))?;
        let mut wrong = Vec::new();
        for (request, answer) in requests.iter().zip(&answers) {
            if answer.status != request.status
                || !request.body.as_ref().is_none_or(|body| answer.body.contains(body))
            {
                wrong.push(format!("{request}: answered {} {:?}", answer.status, answer.body));
            }
        }
        anyhow::ensure!(wrong.is_empty(), "{}/{}:\n{}", site.environment, site.host, wrong.join("\n"));
        asked += requests.len();
    }
    anyhow::ensure!(asked > 0, "no stack here has a proxy");
    Ok(format!("{asked} requests answered as predicted"))
}
