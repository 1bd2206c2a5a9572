//! `plan`: a checked stack becomes files in memory.

use crate::{
    Tree,
    ansible::{self, Repository},
    config,
    engine::{Engine, RenderError},
    evaluate::Evaluator,
    variables::Variables,
};
use stack_model::CheckedStack;

/// Plans every file: the Ansible repository, and for each environment and machine the same files filled in.
///
/// # Errors
/// [`RenderError`] only if a built-in template is broken.
pub fn plan(stack: &CheckedStack) -> Result<Tree, RenderError> {
    let engine = Engine::new();
    let configs = config::of_all(stack, &engine)?;
    let mut variables = Variables::of(stack, |service| !configs[service].files.is_empty());
    config::add_variables(stack, &mut variables);
    ansible::add_variables(stack, &mut variables);

    let mut tree = Tree::default();
    let repository = Repository { stack, engine: &engine, variables: &variables, configs: &configs };
    let filled = repository.add(&mut tree)?;

    let evaluator = Evaluator::new();
    for site in stack.sites() {
        let values = variables.values(site.environment);
        for file in &filled.machines[site.host] {
            let runs = stack.named(&file.service).all(|service| service.runs_in(site.deployment));
            if !runs {
                continue;
            }
            let template = format!("ansible/{}", file.template);
            let text = evaluator.fill(&template, tree.get(&template).unwrap_or_default(), &values)?;
            let path = format!("compose/{}/{}/{}", site.environment, site.host, file.destination);
            tree.add_filled(path, text, file.executable, &template);
        }
    }
    for (environment, template) in filled.monitors {
        let values = variables.values(&environment);
        let text = evaluator.fill(&template, tree.get(&template).unwrap_or_default(), &values)?;
        tree.add_filled(format!("compose/{environment}/monitors.json"), text, false, &template);
    }
    Ok(tree)
}
