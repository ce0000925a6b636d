//! The little of node that leads to files of the package: paths, and reading by a known one.

use super::{Arguments, encoding};
use crate::machine::{
    Abrupt, Machine, Outcome,
    heap::{Element, Family, Key, Kind, Object, Property, Value},
    module::FOLDER,
    text::Text,
};

impl Machine<'_> {
    pub(super) fn host_function(
        &mut self,
        family: Family,
        name: &str,
        this: &Value,
        arguments: &Arguments<'_>,
    ) -> Outcome<Value> {
        match family {
            Family::Path => self.path_function(name, arguments),
            Family::Files => self.file_function(name, arguments),
            Family::UrlModule => {
                let url = self.url_text(&arguments.get(0))?;
                let path = url.strip_prefix("file://").ok_or(Abrupt::Unknown)?.to_owned();
                self.string(&path)
            }
            Family::UrlPrototype => {
                let url = self.url_text(this)?;
                self.string(&url)
            }
            _ => Err(Abrupt::Unknown),
        }
    }

    fn path_function(&mut self, name: &str, arguments: &Arguments<'_>) -> Outcome<Value> {
        let mut parts = Vec::new();
        for argument in arguments.0 {
            parts.push(self.to_string(argument)?);
        }
        let first = parts.first().cloned().unwrap_or_default();
        let text = match name {
            "join" | "normalize" => normal(&parts.join("/")),
            "resolve" => {
                let start = parts.iter().rposition(|part| part.starts_with([FOLDER, '/'])).ok_or(Abrupt::Unknown)?;
                normal(&parts[start..].join("/"))
            }
            "dirname" => match first.rfind('/') {
                Some(0) => "/".to_owned(),
                Some(at) => first[..at].to_owned(),
                // The folder above that of a file.
                None if first.starts_with(FOLDER) => format!("{first}/.."),
                None => ".".to_owned(),
            },
            "basename" | "extname" if first.ends_with('/') || first.starts_with(FOLDER) => return Err(Abrupt::Unknown),
            "basename" => {
                let base = first.rsplit('/').next().unwrap_or_default();
                let suffix = parts.get(1).map_or("", String::as_str);
                base.strip_suffix(suffix).filter(|rest| !rest.is_empty()).unwrap_or(base).to_owned()
            }
            "extname" => {
                let base = first.rsplit('/').next().unwrap_or_default();
                base.rfind('.').filter(|at| *at > 0).map_or("", |at| &base[at..]).to_owned()
            }
            _ => return Err(Abrupt::Unknown),
        };
        self.string(&text)
    }

    fn file_function(&mut self, name: &str, arguments: &Arguments<'_>) -> Outcome<Value> {
        let path = match arguments.get(0) {
            path @ Value::Text(_) => self.to_string(&path)?,
            url => self.url_text(&url)?,
        };
        let path = path.strip_prefix("file://").unwrap_or(&path);
        let rest = path.strip_prefix(FOLDER).ok_or(Abrupt::Unknown)?;
        let (file, rest) = rest.split_once('/').ok_or(Abrupt::Unknown)?;
        let file: u32 = file.parse().map_err(|_| Abrupt::Unknown)?;
        let target = self.loader.resolve(file, &format!("./{rest}")).ok_or(Abrupt::Unknown)?;
        let text = self.loader.text(target).ok_or(Abrupt::Unknown)?;
        if name == "existsSync" {
            return Ok(Value::Bool(true));
        }
        let name = match arguments.get(1) {
            options @ Value::Object(_) => self.get(&options, &Key::name("encoding"))?,
            other => other,
        };
        if name.is_nullish() {
            return self.new_view(text.as_bytes().to_vec(), Element::U8, Family::Buffer, None);
        }
        let name = self.to_string(&name)?;
        let encoding = encoding::named(&name).ok_or(Abrupt::Unknown)?;
        self.text(encoding::from_bytes(text.as_bytes(), encoding))
    }

    /// `new URL('./x', import.meta.url)`, and addresses that need no working out.
    pub(super) fn new_url(&mut self, arguments: &Arguments<'_>) -> Outcome<Value> {
        let path = self.to_string(&arguments.get(0))?;
        if let Some(parts) = opaque_parts(&path) {
            return self.opaque_url(&arguments.get(0), &path, parts);
        }
        let href = match arguments.get(1) {
            Value::Undefined if path.starts_with("file://") => path,
            Value::Undefined => return Err(Abrupt::Unknown),
            base => {
                let base = self.url_text(&base)?;
                let is_relative = path.starts_with("./") || path.starts_with("../");
                match base.rfind('/') {
                    Some(at) if is_relative && base.starts_with("file://") => {
                        normal(&format!("{}/{path}", &base[..at]))
                    }
                    _ => return Err(Abrupt::Unknown),
                }
            }
        };
        let id = self.allocate(Object::new(Kind::Plain, Family::UrlPrototype))?;
        let pathname = href.strip_prefix("file://").unwrap_or_default().to_owned();
        let (href, pathname) = (self.string(&href)?, self.string(&pathname)?);
        self.define(id, Key::name("href"), Property::hidden(href))?;
        self.define(id, Key::name("pathname"), Property::hidden(pathname))?;
        Ok(Value::Object(id))
    }

    /// An address without a host, such as `mailto:`: its parts are those of the text.
    fn opaque_url(&mut self, given: &Value, href: &str, parts: [&str; 4]) -> Outcome<Value> {
        let from = self.to_text(given)?;
        let id = self.allocate(Object::new(Kind::Plain, Family::UrlPrototype))?;
        let names = ["protocol", "pathname", "search", "hash", "href"];
        for (name, part) in names.into_iter().zip(parts.into_iter().chain([href])) {
            let part = Text::narrow(part.as_bytes().to_vec());
            let part = self.made_from(&from, part, None)?;
            self.define(id, Key::name(name), Property::hidden(part))?;
        }
        Ok(Value::Object(id))
    }

    fn url_text(&mut self, value: &Value) -> Outcome<String> {
        match value {
            Value::Object(_) => {
                let href = self.get(value, &Key::name("href"))?;
                match href {
                    Value::Text(text) => Ok(text.to_lossy()),
                    _ => Err(Abrupt::Unknown),
                }
            }
            other => self.to_string(other),
        }
    }
}

/// The scheme with its colon, the path, the query and the fragment of an address whose path is no path of folders
/// (<https://url.spec.whatwg.org/#url-opaque-path>), where none of it needs to be escaped.
fn opaque_parts(href: &str) -> Option<[&str; 4]> {
    const SPECIAL: [&str; 6] = ["http", "https", "ws", "wss", "ftp", "file"];
    let (scheme, rest) = href.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte));
    let is_plain = rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>^`{|}'".contains(&byte));
    if !is_scheme || SPECIAL.contains(&scheme) || rest.starts_with('/') || !is_plain {
        return None;
    }
    let (before, hash) = rest.split_at(rest.find('#').unwrap_or(rest.len()));
    let (path, search) = before.split_at(before.find('?').unwrap_or(before.len()));
    let without_nothing = |part| if matches!(part, "?" | "#") { "" } else { part };
    Some([&href[..=scheme.len()], path, without_nothing(search), without_nothing(hash)])
}

/// A path without `.` and, where there is something to leave, `..`; a folder of a file is never left.
fn normal(path: &str) -> String {
    let (scheme, rest) = match path.strip_prefix("file://") {
        Some(rest) => ("file://", rest),
        None => ("", path),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(last) if *last != ".." && !last.starts_with(FOLDER) => drop(parts.pop()),
                None if rest.starts_with('/') => {}
                _ => parts.push(".."),
            },
            part => parts.push(part),
        }
    }
    let root = if rest.starts_with('/') { "/" } else { "" };
    let text = format!("{scheme}{root}{}", parts.join("/"));
    if text.is_empty() { ".".to_owned() } else { text }
}
