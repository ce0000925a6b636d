//! Texts of which a piece is not known: paths below the home folder, command lines.

use std::cell::Cell;

use crate::{
    eval::Evaluator,
    origin::{SourceKind, source_kinds},
    tables::{Tables, UNKNOWN},
    value::{Path, Root, Segment, Value},
};

/// Texts that one value could be.
const MOST_TEXTS: usize = 16;
/// How deep values in values are followed.
const DEEPEST: u32 = 24;
/// Values looked at for the texts of one; paths that are joined of each other would take a power of their number.
const MOST_READ: u32 = 4_096;
/// Bytes of one such text; what is longer is no path.
const LONGEST: usize = 4_096;

/// What stands between the items of a list.
pub(super) const BETWEEN: char = '\u{1f}';

/// The texts that a value could be: folders by their names in the table, what is not known as `{}`.
pub(crate) fn texts(evaluator: &mut Evaluator<'_>, tables: &Tables, value: &Value) -> Vec<String> {
    let mut texts = Reader { tables, left: Cell::new(MOST_READ) }.read(evaluator, value, 0);
    texts.sort();
    texts.dedup();
    texts
}

/// Where the file of another package lies that code asks for by its name: `require.resolve('package/file.js')`.
fn resolved(evaluator: &mut Evaluator<'_>, path: &Path) -> Option<String> {
    let (Root::Global(root), [Segment::Property(method), Segment::Call(call)]) = (&path.root, &*path.segments) else {
        return None;
    };
    if (&**root, &**method) != ("require", "resolve") {
        return None;
    }
    let argument = evaluator.module.call(*call).arguments.first().copied()?;
    let value = evaluator.value(argument);
    let specifier = &value.as_text()?.text;
    let is_file = specifier.matches('/').count() > usize::from(specifier.starts_with('@'));
    let is_package = !specifier.starts_with(['.', '/', '#']) && !specifier.contains(':');
    is_package.then(|| format!("node_modules/{specifier}{}", if is_file { "" } else { "/index.js" }))
}

struct Reader<'t> {
    tables: &'t Tables,
    /// Values that may still be looked at.
    left: Cell<u32>,
}

impl Reader<'_> {
    fn read(&self, evaluator: &mut Evaluator<'_>, value: &Value, depth: u32) -> Vec<String> {
        evaluator.pay(1);
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        if depth > DEEPEST || left == 0 {
            return vec![UNKNOWN.to_owned()];
        }
        match value {
            Value::Text(text) if text.text.len() <= LONGEST => vec![text.text.clone()],
            Value::Number(number) => vec![number.to_string()],
            Value::Concat(parts) => self.joined(evaluator, parts, "", depth),
            Value::List(list) if list.rest.is_empty() => {
                self.joined(evaluator, &list.items, BETWEEN.encode_utf8(&mut [0; 4]), depth)
            }
            Value::OneOf(choices) => {
                let choices = choices.iter().take(MOST_TEXTS);
                let mut texts: Vec<String> =
                    choices.flat_map(|choice| self.read(evaluator, &choice.value, depth + 1)).collect();
                texts.truncate(MOST_TEXTS);
                texts
            }
            Value::Path(path) => self.path(evaluator, path, depth),
            _ => vec![UNKNOWN.to_owned()],
        }
    }

    /// Pieces one after the other, in every combination of what they could be.
    fn joined(&self, evaluator: &mut Evaluator<'_>, parts: &[Value], between: &str, depth: u32) -> Vec<String> {
        let mut texts = vec![String::new()];
        for (index, part) in parts.iter().enumerate() {
            let pieces = self.read(evaluator, part, depth + 1);
            let before = if index == 0 { "" } else { between };
            let longer = texts.iter().flat_map(|text| pieces.iter().map(move |piece| format!("{text}{before}{piece}")));
            texts = longer.filter(|text| text.len() <= LONGEST).take(MOST_TEXTS).collect();
        }
        texts
    }

    /// A part of a path, or one that is put together from named parts: `dirname(path)`, `format({ dir, base })`.
    fn part(&self, evaluator: &mut Evaluator<'_>, path: &Path, depth: u32) -> Option<Vec<String>> {
        let Root::Module(module) = &path.root else { return None };
        let [.., Segment::Property(method), Segment::Call(call)] = &*path.segments else { return None };
        if !module.starts_with("path") {
            return None;
        }
        let argument = evaluator.module.call(*call).arguments.first().copied()?;
        let value = evaluator.value(argument);
        if &**method == "format" {
            let Value::Object(object) = &value else { return None };
            let named = |name: &str| object.properties.iter().find(|property| property.name.as_deref() == Some(name));
            let parts = [named("dir").or(named("root"))?, named("base")?].map(|property| property.value.clone());
            return Some(self.joined(evaluator, &parts, "/", depth));
        }
        let cut: fn(&str) -> Option<&str> = match &**method {
            "dirname" => |path| path.rsplit_once('/').map(|(folder, _)| folder),
            "basename" => |path| path.rsplit('/').next(),
            _ => return None,
        };
        let texts = self.read(evaluator, &value, depth + 1);
        Some(texts.iter().map(|text| cut(text).unwrap_or(UNKNOWN).to_owned()).collect())
    }

    fn path(&self, evaluator: &mut Evaluator<'_>, path: &Path, depth: u32) -> Vec<String> {
        let table = &self.tables.sources;
        let unknown = || vec![UNKNOWN.to_owned()];
        let folder = table.folders.find_prefix(path).into_iter().max_by_key(|(length, _)| *length);
        if let Some((_, folder)) = folder {
            return vec![table.folder_names[folder].clone()];
        }
        if let Some((length, kind)) = source_kinds().find_prefix(path).into_iter().max_by_key(|(length, _)| *length) {
            return match (kind, &path.segments[length..]) {
                (SourceKind::Env, rest) => {
                    let name = match rest {
                        [Segment::Property(_), Segment::Call(call), ..] => {
                            let argument = evaluator.module.call(*call).arguments.first().copied();
                            argument.and_then(|id| evaluator.value(id).as_text().map(|text| text.text.clone()))
                        }
                        [Segment::Property(name), ..] => Some(name.to_string()),
                        _ => None,
                    };
                    let folder = name.and_then(|name| table.folder_of_variable(&name));
                    folder.map_or_else(unknown, |folder| vec![folder.to_owned()])
                }
                // A file that was opened is read by its handle.
                (SourceKind::File, [Segment::Call(call)]) => match evaluator.module.call(*call).arguments.first() {
                    Some(argument) => {
                        let value = evaluator.value(*argument);
                        self.read(evaluator, &value, depth + 1)
                    }
                    None => unknown(),
                },
                _ => unknown(),
            };
        }
        if let Some(resolved) = resolved(evaluator, path) {
            return vec![resolved];
        }
        if let Some(texts) = self.part(evaluator, path, depth) {
            return texts;
        }
        let joiner = table.joiners.find_prefix(path).len();
        if let (1.., Some(Segment::Call(call))) = (joiner, path.segments.last()) {
            let arguments = evaluator.module.call(*call).arguments.clone();
            let parts = evaluator.values(&arguments);
            let texts = self.joined(evaluator, &parts, "/", depth);
            return texts.into_iter().map(|text| text.replace(BETWEEN, "/")).collect();
        }
        unknown()
    }
}
