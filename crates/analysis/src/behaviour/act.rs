//! Acts become facts; code that is run and known becomes the facts that it has itself.

use molehunt_model::{Act, ActKind, Behaviour, Fact, Occasion};
use molehunt_source::SourceText;
use swc_atoms::Atom;

use super::{Extractor, Story};
use crate::{
    acts::{self, DECODED, Done},
    extract::facts_within,
    ir::{Expr, FunctionId},
    network::{self, Request},
    origin::origins,
    sensitive::carried,
    value::Text,
};

/// Code inside code that is read, and how much of it in one graph.
const DEEPEST_CODE: u32 = 2;
const MOST_CODE: usize = 16;
const LONGEST_CODE: usize = 256 << 10;
/// Characters from which on a text can do anything.
const SHORTEST_CODE: usize = 8;
/// Characters from which on hidden code can do harm: what is shorter gets around a bundler.
const SHORTEST_HIDDEN: usize = 64;
/// Pieces and words by which code is compared with what is written; letters of such a word.
const MOST_PIECES: usize = 64;
const MOST_WORDS: usize = 200;
const LONG_WORD: usize = 4;
/// Addresses of wallets in one file from which on it is made of them.
const MANY_WALLETS: usize = 5;

impl Extractor<'_> {
    /// What the code does beside sending.
    pub(super) fn add_acts(&mut self, requests: &[Request]) {
        let mut done = acts::done(&mut self.evaluator, self.tables);
        for act in &mut done {
            if act.kind == ActKind::PatchApi {
                self.judge_patch(act, requests);
            }
            if act.code.as_ref().is_some_and(|code| !act.is_encoded && self.is_readable(code)) {
                act.classes.retain(|class| class != DECODED);
                act.disguise = None;
            }
        }
        let mut read = 0;
        for act in done {
            if let Some(code) = act.code.as_ref().filter(|code| code.text.len() >= SHORTEST_CODE)
                && read < MOST_CODE
                && self.depth < DEEPEST_CODE
            {
                read += 1;
                self.add_code(code, &act);
            }
            // Code that anybody can read says by itself what it does.
            if act.kind != ActKind::RunCode || !act.classes.is_empty() {
                self.add_act(act);
            }
        }
    }

    fn add_act(&mut self, act: Done) {
        let content = origins(&mut self.evaluator, &self.tools.parameters, &act.content);
        let carries = carried(&mut self.evaluator, self.tables, &act.content, &act.told, "");
        let anchors = self.anchors_of(act.function, act.call);
        for anchor in anchors {
            let behaviour = Behaviour::Act(Act {
                kind: act.kind,
                subject: act.subject.clone(),
                classes: act.classes.clone(),
                content: content.clone(),
                carries: carries.clone(),
                disguise: act.disguise.clone(),
            });
            let label = match act.kind {
                ActKind::RunCommand => "the command is run here",
                ActKind::RunCode => "the text is run as code here",
                ActKind::WriteFile => "the file is written here",
                ActKind::PatchApi => "the function is replaced here",
                ActKind::HideText => "the text is hidden here",
            };
            let end =
                act.call.map_or(act.place, |call| self.evaluator.module.span(self.evaluator.module.call(call).expr));
            let story = Story::Known(vec![(end, label.to_owned())]);
            self.push(behaviour, anchor, act.call, act.place, story);
            // What replaces a function does so where it stands.
            if act.call.is_none() {
                let outer = self.evaluator.module.function(act.function).parent;
                self.happens_in(outer);
            }
        }
    }

    /// Whether a reader of the file sees what code says: most of its words stand where it is written.
    fn is_readable(&self, code: &Text) -> bool {
        let written: Vec<&str> = code.places.iter().take(MOST_PIECES).map(|(_, place)| self.written(*place)).collect();
        let is_word = |word: &&str| word.len() >= LONG_WORD;
        let words = code.text.split(|letter: char| !letter.is_alphanumeric()).filter(is_word).take(MOST_WORDS);
        let (mut all, mut seen) = (0, 0);
        for word in words {
            all += 1;
            seen += usize::from(written.iter().any(|written| written.contains(word)));
        }
        code.text.len() < SHORTEST_HIDDEN || seen * 2 >= all.max(1)
    }

    /// Says of a function in the place of another one whether it tells somebody, or puts its own addresses in.
    fn judge_patch(&mut self, act: &mut Done, requests: &[Request]) {
        let module = self.evaluator.module;
        let is_inside = |function: FunctionId| module.enclosing(function).any(|outer| outer == act.function);
        let leaks = requests.iter().any(|request| {
            request.is_literal
                && !self.is_given(request, act.function)
                && is_inside(module.call(request.call).context.function)
                && network::destination(&request.url).is_some()
        });
        let (start, end) = module.function(act.function).exprs;
        let mut counts = (0, 0);
        for (index, expr) in module.exprs.iter().enumerate() {
            if matches!(expr, Expr::Text(text) if is_wallet_address(text)) {
                counts.0 += usize::from((start as usize..end as usize).contains(&index));
                counts.1 += 1;
            }
        }
        if leaks {
            act.classes.push("leaks".to_owned());
        }
        if counts.0 > 0 || counts.1 >= MANY_WALLETS {
            act.classes.push("redirects".to_owned());
        }
        act.classes.sort();
    }

    /// Whether a request goes where a function is told by its caller, who is the one that it stands before.
    fn is_given(&self, request: &Request, function: FunctionId) -> bool {
        let module = self.evaluator.module;
        let mut first = module.call(request.call).arguments.first().copied();
        // `new Request(input, …)`
        if let Some(Expr::Call(inner)) = first.map(|first| module.expr(first)) {
            first = module.call(*inner).arguments.first().copied();
        }
        let Some(Expr::Name(binding, _)) = first.map(|first| module.expr(first)) else { return false };
        let definitions = &module.bindings[binding.index()].definitions;
        definitions
            .iter()
            .any(|definition| matches!(module.expr(definition.value), Expr::Parameter(of, _) if *of == function))
    }

    /// The facts of code that is run, at the place where it is written.
    fn add_code(&mut self, code: &Text, act: &Done) {
        if code.text.len() > LONGEST_CODE {
            return;
        }
        self.evaluator.pay(code.text.len() / 16);
        let place = code.places.first().map_or(act.place, |(_, place)| *place);
        let (file, _) = self.locate(place);
        let source = SourceText::decode(code.text.clone().into_bytes());
        let facts = facts_within(file.path, &source, self.tables, self.depth + 1);
        for Fact { mut behaviour, evidence, .. } in facts {
            if let Some(disguise) = &act.disguise {
                hide(&mut behaviour, disguise);
            }
            let told = evidence.trace.into_iter().map(|step| (place, format!("in the code: {}", step.label)));
            let mut told: Vec<_> = told.collect();
            if let Some(call) = act.call {
                told.push((
                    self.evaluator.module.span(self.evaluator.module.call(call).expr),
                    "and the code is run here".to_owned(),
                ));
            }
            let runs_at_once = evidence.occasion != Occasion::Call;
            for anchor in self.anchors_of(act.function, act.call) {
                self.push(
                    behaviour.clone(),
                    anchor,
                    act.call.filter(|_| runs_at_once),
                    place,
                    Story::Known(told.clone()),
                );
            }
        }
    }
}

/// What stands in hidden code is hidden, however plainly it stands there.
fn hide(behaviour: &mut Behaviour, disguise: &str) {
    let place = match behaviour {
        Behaviour::SendEmail(send) => &mut send.disguise,
        Behaviour::SendData(send) => &mut send.disguise,
        Behaviour::Act(act) => &mut act.disguise,
        Behaviour::TellModel(told) => &mut told.disguise,
        Behaviour::DeclareTool(_)
        | Behaviour::ChangeTool(_)
        | Behaviour::ListedPackage(_)
        | Behaviour::Unanalysed(_)
        | Behaviour::UnreadableCode(_) => return,
    };
    place.get_or_insert_with(|| disguise.to_owned());
}

/// Whether a text is the address of a wallet, as Ethereum and its like write them.
fn is_wallet_address(text: &Atom) -> bool {
    text.strip_prefix("0x")
        .is_some_and(|digits| digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
