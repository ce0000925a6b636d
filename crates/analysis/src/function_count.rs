//! How many functions a file has, without parsing it.
//!
//! What two versions have alike need not be compared, but it has to be counted: "one of 31 functions changed".
//! Arrows, the word `function`, and brackets that begin a body behind the parameters of a method are looked for, outside of
//! comments and texts. What the tree would count differently does not matter, since both versions count it alike.

use crate::filter::Code;

/// Words before a bracket whose body is no function.
const HEADS: [&str; 6] = ["if", "for", "while", "switch", "catch", "with"];
/// Brackets inside each other that are told apart.
const DEEPEST: usize = 4_000;

/// The number of functions, the body of the module among them.
pub(crate) fn count(code: Code<'_>) -> u64 {
    let mut scan = Scan { text: code.text, functions: 1, ..Scan::default() };
    let mut skipped: Vec<_> = code.comments.iter().map(|span| (span, false)).collect();
    skipped.extend(code.texts.iter().map(|span| (span, true)));
    skipped.sort_unstable_by_key(|(span, _)| span.start);
    let mut at = 0;
    for (span, is_text) in skipped {
        // The pieces of a template share a byte of what encloses them with the code between them.
        let (start, end) = (span.start as usize, span.end as usize);
        scan.read(at, start.max(at));
        if is_text {
            scan.see_operand();
        }
        at = at.max(end);
    }
    scan.read(at, code.text.len().max(at));
    scan.functions
}

/// What was seen last, as far as it decides what a bracket begins.
#[derive(Default)]
struct Scan<'a> {
    text: &'a str,
    functions: u64,
    /// For each bracket that is open, whether a body behind it is a function's.
    open: Vec<bool>,
    /// The last bracket that was closed could be that of parameters, and nothing came since.
    after_parameters: bool,
    /// The last word, and whether something else came since.
    word: &'a str,
    is_named: bool,
    /// The word before names this one: `function name`.
    is_declared: bool,
}

impl<'a> Scan<'a> {
    fn see_operand(&mut self) {
        self.after_parameters = false;
        self.word = "";
        self.is_named = true;
    }

    fn read(&mut self, start: usize, end: usize) {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while at < end {
            let byte = bytes[at];
            if byte.is_ascii_whitespace() {
                at += 1;
                continue;
            }
            if is_part(byte) {
                let length = bytes[at..end].iter().take_while(|byte| is_part(**byte)).count();
                // Cut only between bytes of names, so that it is text still.
                let word = self.text.get(at..at + length).unwrap_or("");
                let is_property = at > 0 && bytes[at - 1] == b'.';
                if word == "function" && !is_property {
                    self.functions += 1;
                }
                self.is_declared = self.word == "function";
                self.word = if is_property && HEADS.contains(&word) { "" } else { word };
                self.is_named = true;
                self.after_parameters = false;
                at += length;
                continue;
            }
            match byte {
                b'(' => {
                    let is_head = HEADS.contains(&self.word) || self.word == "function" || self.is_declared;
                    if self.open.len() < DEEPEST {
                        self.open.push(self.is_named && !is_head);
                    }
                    self.forget();
                }
                b')' => {
                    let is_parameters = self.open.pop().unwrap_or(false);
                    self.forget();
                    self.after_parameters = is_parameters;
                }
                b'{' => {
                    self.functions += u64::from(self.after_parameters);
                    self.forget();
                }
                b'=' if bytes.get(at + 1) == Some(&b'>') => {
                    self.functions += 1;
                    self.forget();
                    at += 1;
                }
                b']' => self.see_operand(),
                // `function* name`.
                b'*' if self.word == "function" => {}
                _ => self.forget(),
            }
            at += 1;
        }
    }

    fn forget(&mut self) {
        self.after_parameters = false;
        self.word = "";
        self.is_named = false;
        self.is_declared = false;
    }
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'#') || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use molehunt_source::SourceText;
    use molehunt_syntax::Outline;

    use super::*;

    fn functions(text: &str) -> u64 {
        let source = SourceText::decode(text.as_bytes().to_vec());
        let outline = Outline::of(&source).expect("it is short");
        count(Code::new(source.as_str(), &outline)) - 1
    }

    #[test]
    fn functions_are_counted() {
        for (text, expected) in [
            ("", 0),
            ("function a() { return 1 }", 1),
            ("const a = function () {}; const b = function* named(x) { yield x }", 2),
            ("const a = (x) => x, b = async y => { await y }", 2),
            ("class A { constructor(a) { this.a = a } get b() { return 1 } static #c() { } ['d']() { } 'e'() {} }", 5),
            ("const o = { a() { return 1 }, b: function () {}, async c(x = (1)) { } }", 3),
            ("if (a) { b() } for (;;) { } while (x(1)) { } switch (x) { } try { } catch (e) { }", 0),
            ("call(a, (b) => { c(d) })", 1),
            ("// function a() {}\n/* b => c */ const text = 'function c() { }', t = `${d(e)} => {`", 0),
            ("a.function(1); a.if(1)", 0),
            ("export default async function () { await run() }", 1),
        ] {
            assert_eq!(functions(text), expected, "{text}");
        }
    }

    #[test]
    fn ends_in_the_middle_are_no_harm() {
        for text in ["function", "(", ")", "=", "a => ", "function é(", "`${", "]({"] {
            functions(text);
        }
        functions(&"(".repeat(1_000));
    }
}
