//! What a template reads, from its text; held against what its view has.

use super::{
    Engine,
    shape::{self, Shape},
    syntax,
};
use minijinja::machinery::{
    ast::{CallArg, Expr, Macro, Stmt},
    parse,
};
use stack_model::{Source, check};
use std::collections::BTreeMap;

/// What is read of a value.
#[derive(Debug, Default, PartialEq, Eq)]
struct Reads {
    fields: BTreeMap<String, Self>,
    items: Option<Box<Self>>,
}

/// A step from a value to one in it.
#[derive(Debug, Clone)]
enum Step {
    Field(String),
    Item,
}

/// A place in the view.
type Place = Vec<Step>;

/// What the names of a block stand for; none for what is not of the view.
type Scope<'a> = BTreeMap<&'a str, Option<Place>>;

/// Reads a template, whose macros are followed into their calls.
struct Reader<'a> {
    reads: Reads,
    macros: BTreeMap<&'a str, &'a Macro<'a>>,
}

impl Reads {
    /// What the template with this text reads.
    fn of(text: &str) -> Self {
        let template = parse(text, "template", syntax()).expect("a template can be parsed");
        let Stmt::Template(template) = &template else { panic!("a template is parsed as one") };
        let mut reader = Reader { reads: Self::default(), macros: BTreeMap::new() };
        for statement in &template.children {
            if let Stmt::Macro(one) = statement {
                reader.macros.insert(one.name, one);
            }
        }
        reader.block(&template.children, &Scope::new());
        reader.reads
    }

    fn note(&mut self, place: &[Step]) {
        match place {
            [] => {}
            [Step::Field(name), rest @ ..] => self.fields.entry(name.clone()).or_default().note(rest),
            [Step::Item, rest @ ..] => self.items.get_or_insert_default().note(rest),
        }
    }

    /// Says where a view has something else than what is read of it.
    fn compare(&self, shape: &Shape, place: &str, found: &mut Vec<String>) {
        match shape {
            Shape::Fields(fields) => {
                for name in self.fields.keys().filter(|name| !fields.contains_key(*name)) {
                    found.push(format!("{place}{name} is read, and the view lacks it"));
                }
                for (name, shape) in fields {
                    match self.fields.get(name) {
                        Some(reads) => reads.compare(shape, &format!("{place}{name}."), found),
                        None => found.push(format!("{place}{name} is never read")),
                    }
                }
            }
            Shape::List(items) => {
                let nothing = Self::default();
                self.items.as_deref().unwrap_or(&nothing).compare(items, &format!("{place}[]."), found);
            }
            Shape::Unknown if !self.fields.is_empty() || self.items.is_some() => {
                found
                    .push(format!("{place} is empty in every fixture, so nothing is known of what it holds"));
            }
            Shape::Leaf if !self.fields.is_empty() || self.items.is_some() => {
                found.push(format!("{place} is a text or a number, and more is read of it"));
            }
            Shape::Unknown | Shape::Leaf => {}
        }
    }
}

impl<'a> Reader<'a> {
    fn block(&mut self, statements: &[Stmt<'a>], scope: &Scope<'a>) {
        let mut scope = scope.clone();
        for statement in statements {
            match statement {
                Stmt::EmitExpr(one) => self.read(&one.expr, &scope),
                Stmt::EmitRaw(_) | Stmt::Macro(_) => {}
                Stmt::IfCond(one) => {
                    self.read(&one.expr, &scope);
                    self.block(&one.true_body, &scope);
                    self.block(&one.false_body, &scope);
                }
                Stmt::ForLoop(one) => {
                    self.read(&one.iter, &scope);
                    let mut inner = scope.clone();
                    let item = place(&one.iter, &scope).map(|mut place| {
                        place.push(Step::Item);
                        place
                    });
                    let Expr::Var(target) = &one.target else { panic!("a loop has one name for its items") };
                    inner.insert(target.id, item);
                    inner.insert("loop", None);
                    self.block(&one.body, &inner);
                    self.block(&one.else_body, &scope);
                }
                Stmt::Set(one) => {
                    self.read(&one.expr, &scope);
                    let Expr::Var(target) = &one.target else { panic!("`set` has one name") };
                    scope.insert(target.id, place(&one.expr, &scope));
                }
                other => panic!("our templates have no such statement: {other:?}"),
            }
        }
    }

    /// Notes what an expression reads.
    fn read(&mut self, expression: &Expr<'a>, scope: &Scope<'a>) {
        if let Some(place) = place(expression, scope) {
            self.reads.note(&place);
            return;
        }
        match expression {
            Expr::Var(_) | Expr::Const(_) => {}
            Expr::UnaryOp(one) => self.read(&one.expr, scope),
            Expr::BinOp(one) => [&one.left, &one.right].into_iter().for_each(|side| self.read(side, scope)),
            Expr::Compare(one) => {
                self.read(&one.expr, scope);
                one.ops.iter().for_each(|op| self.read(&op.expr, scope));
            }
            Expr::Filter(one) => {
                one.expr.iter().for_each(|value| self.read(value, scope));
                self.arguments(&one.args, scope);
            }
            Expr::Test(one) => {
                self.read(&one.expr, scope);
                self.arguments(&one.args, scope);
            }
            Expr::IfExpr(one) => {
                self.read(&one.test_expr, scope);
                self.read(&one.true_expr, scope);
                one.false_expr.iter().for_each(|value| self.read(value, scope));
            }
            Expr::GetAttr(one) => self.read(&one.expr, scope),
            Expr::Call(one) => {
                self.arguments(&one.args, scope);
                if let Expr::Var(name) = &one.expr
                    && let Some(called) = self.macros.get(name.id).copied()
                {
                    let arguments = one.args.iter().map(|argument| match argument {
                        CallArg::Pos(value) => place(value, scope),
                        CallArg::Kwarg(..) | CallArg::PosSplat(_) | CallArg::KwargSplat(_) => {
                            panic!("our macros are called with values in their order")
                        }
                    });
                    let names = called.args.iter().map(|name| match name {
                        Expr::Var(name) => name.id,
                        other => panic!("an argument has a name, not {other:?}"),
                    });
                    self.block(&called.body, &names.zip(arguments).collect());
                }
            }
            other => panic!("our templates have no such expression: {other:?}"),
        }
    }

    fn arguments(&mut self, arguments: &[CallArg<'a>], scope: &Scope<'a>) {
        for argument in arguments {
            match argument {
                CallArg::Pos(value)
                | CallArg::Kwarg(_, value)
                | CallArg::PosSplat(value)
                | CallArg::KwargSplat(value) => self.read(value, scope),
            }
        }
    }
}

/// The place of the view that an expression names; none for what is computed.
fn place(expression: &Expr<'_>, scope: &Scope<'_>) -> Option<Place> {
    match expression {
        Expr::Var(name) => match scope.get(name.id) {
            Some(place) => place.clone(),
            None => Some(vec![Step::Field(name.id.to_owned())]),
        },
        Expr::GetAttr(one) => {
            let mut place = place(&one.expr, scope)?;
            place.push(Step::Field(one.name.to_owned()));
            Some(place)
        }
        _ => None,
    }
}

const FIXTURES: [&str; 3] = [
    include_str!("../../../fixtures/valid/minimal.yml"),
    include_str!("../../../fixtures/valid/two-hosts.yml"),
    include_str!("../../../fixtures/valid/vpai.yml"),
];

/// What is wrong with the views of the fixtures.
fn faults(engine: &Engine, seen: &BTreeMap<Vec<String>, Shape>) -> Vec<String> {
    let mut found = Vec::new();
    let mut filled = shape::untyped();
    for (paths, shape) in seen {
        let mut together = Reads::default();
        for path in paths {
            let template = engine.0.get_template(path).expect("what was filled is there");
            let reads = Reads::of(template.source());
            for name in reads.fields.keys() {
                let lacks = !matches!(shape, Shape::Fields(fields) if fields.contains_key(name));
                found.extend(lacks.then(|| format!("{path}: {name} is read, and the view lacks it")));
            }
            together.and(reads);
            if !filled.insert(path.clone()) {
                found.push(format!("{path} is filled from two views"));
            }
        }
        let first = paths.first().map(String::as_str).unwrap_or_default();
        let mut here = Vec::new();
        together.compare(shape, "", &mut here);
        found.extend(here.into_iter().map(|fault| format!("{first}: {fault}")));
    }
    let unfilled = engine.0.templates().map(|(name, _)| name).filter(|name| !filled.contains(*name));
    found.extend(unfilled.map(|name| format!("{name} is filled by no fixture")));
    found
}

impl Reads {
    fn and(&mut self, other: Self) {
        for (name, reads) in other.fields {
            self.fields.entry(name).or_default().and(reads);
        }
        if let Some(items) = other.items {
            self.items.get_or_insert_default().and(*items);
        }
    }
}

#[test]
fn every_template_reads_what_its_view_has_and_nothing_else() {
    shape::seen();
    for text in FIXTURES {
        let stack = Source::new("stack.yml", text).parse().expect("a valid fixture is read");
        crate::plan(&check(stack).expect("a valid fixture is accepted")).expect("a valid fixture is planned");
    }
    let found = faults(&Engine::new(), &shape::seen());
    assert!(found.is_empty(), "{}", found.join("\n"));
}
