//! `gates`: random routes in the real Caddy, asked by random requests. What the model predicts must be what is answered.

mod requests;
mod routes;

use crate::{
    application::kind,
    consumer,
    verify::{
        Subject,
        caddy_behaviour::{self, Asked, stand_in},
    },
};
use anyhow::Context as _;
use camino::Utf8Path;
use fastrand::Rng;
use stack_model::{CheckedStack, Verdict};
use stack_render::{apply, changes, plan};
use stackwright::program::output::{self, Outcome};

/// Arguments of `gates`.
#[derive(Debug, clap::Args)]
pub struct Gates {
    /// How many requests are asked, each of one of the models.
    #[arg(long, value_name = "NUMBER", default_value_t = 2_000)]
    pub pairs: usize,
    /// Where the random numbers begin; the same number asks the same questions.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
    /// Count as a failure that nothing could be asked.
    #[arg(long)]
    pub no_skip: bool,
}

/// What it takes.
const PROGRAMS: [&str; 5] = ["caddy", "curl", "ip", "openssl", "python3"];
/// Requests of each model.
const EACH: usize = 100;
/// How many wrong answers are printed.
const SHOWN: usize = 20;

impl Gates {
    /// Runs the command.
    ///
    /// # Errors
    /// If a model cannot be written, or Caddy does not start.
    pub fn run(&self) -> anyhow::Result<Outcome> {
        let mut missing: Vec<&str> =
            PROGRAMS.into_iter().filter(|name| consumer::find(name).is_none()).collect();
        if !consumer::can_unshare() {
            missing.push("the right to make namespaces");
        }
        if !missing.is_empty() {
            output::line(format!("skipped, for want of {}\n0 requests, 1 skipped", missing.join(", ")));
            return Ok(if self.no_skip { Outcome::Findings } else { Outcome::Done });
        }
        let mut rng = Rng::with_seed(self.seed);
        let (mut asked, mut models, mut noticed, mut wrong) = (0, 0, 0, Vec::new());
        while asked < self.pairs {
            let stack = routes::stack(&mut rng)?;
            let requests = requests::of(&stack, EACH.min(self.pairs - asked), &mut rng);
            let played = play(stack, &requests)?;
            wrong.extend(played.wrong);
            noticed += played.lies;
            asked += played.answers;
            models += 1;
        }
        output::line(format!(
            "{asked} requests of {models} models, {} answered otherwise than predicted; a model without gates would be wrong {noticed} times",
            wrong.len()
        ));
        for line in wrong.iter().take(SHOWN) {
            output::line(line);
        }
        // If no request could tell a gate from none, the comparison would prove nothing.
        Ok(if wrong.is_empty() && noticed > 0 { Outcome::Done } else { Outcome::Findings })
    }
}

/// How the answers of one model compare.
struct Played {
    /// How many there are.
    answers: usize,
    /// Those that differ from the prediction.
    wrong: Vec<String>,
    /// How many would differ if the model took every client for a member of the VPN.
    lies: usize,
}

/// Asks a model's Caddy every request.
fn play(stack: CheckedStack, requests: &[Asked]) -> anyhow::Result<Played> {
    let folder = tempfile::tempdir()?;
    let root = Utf8Path::from_path(folder.path()).context("the temporary folder is not UTF-8")?;
    let tree = plan(&stack)?;
    let dist = root.join("dist");
    apply(&changes(&tree, &dist)?, &tree, &dist)?;
    let subject = Subject { stack: stack.into(), tree: tree.into(), dist, scratch: root.to_owned() };
    let running = subject.running(kind("caddy"));
    let running = running.first().context("a model without a proxy")?;
    let gate = subject.stack.resolved().gate(running.site.environment, running.service);
    let gate = gate.context("the proxy of the model does not run")?;
    let names = gate.names().map(|(name, _)| name.as_str()).collect();
    let answers = caddy_behaviour::play(&subject, running, &names, requests)?;
    let member = requests::member(&subject.stack).context("a model without a VPN")?;
    let mut played = Played { answers: answers.len(), wrong: Vec::new(), lies: 0 };
    for (request, answer) in requests.iter().zip(&answers) {
        let fits = |verdict| predicted(&subject.stack, verdict) == (answer.status, answer.body.clone());
        let verdict = gate.ask(&request.host, &request.path, request.from);
        if !fits(verdict) {
            let Asked { from, host, path, .. } = request;
            played.wrong.push(format!(
                "{from} asks {host} for {path}: {verdict:?} was predicted, {answer:?} answered"
            ));
        }
        played.lies += usize::from(!fits(gate.ask(&request.host, &request.path, member)));
    }
    if let Some(last) = played.wrong.last_mut() {
        last.push_str(&format!("\nthe model:\n{}", routes::text(&subject.stack)));
    }
    Ok(played)
}

/// Status and body that a verdict means, where every service answers 200 with a word of its own.
fn predicted(stack: &CheckedStack, verdict: Verdict<'_>) -> (u16, String) {
    let body = match verdict {
        Verdict::Route(route) => match (&route.to, &route.respond) {
            (Some(to), _) => stack.service(to).map(stand_in).unwrap_or_default(),
            (None, text) => text.as_ref().map(ToString::to_string).unwrap_or_default(),
        },
        Verdict::Forbidden => "Forbidden".into(),
        Verdict::NotFound => "Not Found".into(),
        Verdict::NoSite => String::new(),
        Verdict::BadRequest => "400 Bad Request".into(),
    };
    (verdict.status().unwrap_or(200), body)
}
