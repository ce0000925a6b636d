//! The sentence of a finding: a template over the fact's attributes.

use std::collections::BTreeMap;

use minijinja::{Environment, UndefinedBehavior, Value};
use molehunt_model::{AttributeKind, Attributes};

/// How many characters of one attribute's value a message shows.
const SHOWN: usize = 120;

/// A template that is known to name only attributes that exist.
#[derive(Debug)]
pub(crate) struct Message {
    environment: Environment<'static>,
    names: Vec<(&'static str, bool)>,
}

/// What is wrong with a template.
#[derive(Debug)]
pub(crate) enum MessageMistake {
    /// It does not compile, or does not render.
    Template(minijinja::Error),
    /// It names something that is no attribute.
    UnknownAttribute(String),
}

impl Message {
    /// Compiles a template and renders it once with every flag set and once with none,
    /// since an unknown filter shows only then.
    pub(crate) fn compile(
        template: &str,
        attributes: &[(&'static str, AttributeKind)],
    ) -> Result<Self, MessageMistake> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.add_template_owned("message", template.to_owned()).map_err(MessageMistake::Template)?;
        let names = attributes.iter().map(|(name, kind)| (*name, *kind == AttributeKind::Flag)).collect();
        let message = Self { environment, names };
        let mut used: Vec<String> = message.template().undeclared_variables(false).into_iter().collect();
        used.sort();
        if let Some(unknown) = used.into_iter().find(|used| !attributes.iter().any(|(name, _)| name == used)) {
            return Err(MessageMistake::UnknownAttribute(unknown));
        }
        let present = message
            .names
            .iter()
            .map(|(name, is_flag)| (*name, vec![if *is_flag { "true" } else { "text" }.to_owned()]))
            .collect();
        for sample in [Attributes::new(), present] {
            message.render(&sample).map_err(MessageMistake::Template)?;
        }
        Ok(message)
    }

    /// The sentence for a fact.
    ///
    /// A flag is a boolean; any other attribute is its values joined by commas, empty where the fact has none.
    pub(crate) fn render(&self, attributes: &Attributes) -> Result<String, minijinja::Error> {
        let values: BTreeMap<&str, Value> = self
            .names
            .iter()
            .map(|(name, is_flag)| {
                let present = attributes.get(name).map(Vec::as_slice).unwrap_or_default();
                let value = if *is_flag {
                    Value::from(present.iter().any(|value| value == "true"))
                } else {
                    Value::from(one_line(&present.join(", ")))
                };
                (*name, value)
            })
            .collect();
        Ok(self.template().render(values)?.trim().to_owned())
    }

    fn template(&self) -> minijinja::Template<'_, '_> {
        self.environment.get_template("message").expect("the template was added when the message was made")
    }
}

/// The text on one line, cropped: a condition may be a whole bundle.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    let mut count = 0;
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
            count += 1;
        }
        for letter in word.chars() {
            if count == SHOWN {
                line.push('…');
                return line;
            }
            line.push(letter);
            count += 1;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compile(template: &str) -> Result<Message, MessageMistake> {
        Message::compile(
            template,
            &[("in_tool", AttributeKind::Flag), ("tool", AttributeKind::Text), ("data", AttributeKind::Text)],
        )
    }

    fn check(template: &str, attributes: &[(&'static str, &[&str])], expected: &str) {
        let attributes = attributes
            .iter()
            .map(|(name, values)| (*name, values.iter().map(|value| (*value).to_owned()).collect()))
            .collect();
        assert_eq!(compile(template).expect("valid").render(&attributes).expect("renders"), expected);
    }

    #[test]
    fn attributes_fill_the_sentence() {
        let template = "sends {{ data }}{% if in_tool %} in `{{ tool }}`{% endif %}";
        check(template, &[("data", &["env:A", "env:B"])], "sends env:A, env:B");
        check(template, &[("in_tool", &["true"]), ("tool", &["send\n  it"])], "sends  in `send it`");
        check("{{ tool }}", &[("tool", &["a".repeat(200).as_str()])], &format!("{}…", "a".repeat(120)));
        check("{{ data }}", &[("data", &["<b>{{ tool }}</b>"])], "<b>{{ tool }}</b>");
    }

    #[test]
    fn mistakes_are_refused() {
        assert!(matches!(compile("{{ recipent }}"), Err(MessageMistake::UnknownAttribute(name)) if name == "recipent"));
        assert!(matches!(compile("{{ tool | loud }}"), Err(MessageMistake::Template(_))));
        assert!(matches!(compile("{% if in_tool %}{{ tool | loud }}{% endif %}"), Err(MessageMistake::Template(_))));
        assert!(matches!(compile("{% if in_tool %}"), Err(MessageMistake::Template(_))));
    }
}
