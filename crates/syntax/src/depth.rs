//! How much stack could a file need?
//!
//! A scan over the bytes, much cheaper than lexing, that bounds how deep swc will recurse.
//! Costs are in units of one kibibyte of stack, measured on swc's parser (parse and drop, optimised) and rounded up
//! generously, because the walk that follows needs stack too:
//! a bracket or an arrow function 20, a prefix operator, ternary, assignment or statement head 6,
//! a link in a chain of binary operators, members or calls 1.
//!
//! What a slash or a `<` means in JavaScript can depend on the parse itself.
//! Where the scan has to guess, it says so ([`Estimate::certain`]), because somebody who knows this code
//! can make it read code as text and text as code.
//! [`Estimate::openers`] then bounds the depth whatever is code: no closing bracket is subtracted.
//!
//! On its way the scan sees where comments are; what they hold is no code, and nobody need look for any in them.

use molehunt_source::ByteSpan;

/// What a file may need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Estimate {
    /// Kibibytes of stack at the deepest point, as far as the scan read the file right.
    pub(crate) depth: u64,
    /// Whether the scan never had to guess.
    pub(crate) certain: bool,
    /// Everything in the file that could open a level, in kibibytes of stack, closed or not.
    pub(crate) openers: u64,
    /// Where comments are, in order; nothing where the scan had to guess.
    pub(crate) comments: Vec<ByteSpan>,
    /// Where strings, pieces of templates and regular expressions are, with what encloses each, in order; the same.
    pub(crate) texts: Vec<ByteSpan>,
}

const BRACKET: u64 = 20;
const PREFIX: u64 = 6;
const LINK: u64 = 1;

/// Scans `text`; stops early once the depth exceeds `limit`.
///
/// Whatever the file is called, it may end up being read with JSX, as TypeScript, or as a script.
pub(crate) fn estimate(text: &str, limit: u64) -> Estimate {
    let mut scan = Scan {
        bytes: text.as_bytes(),
        at: 0,
        before: 0,
        groups: Vec::new(),
        outer: 0,
        run: Run::default(),
        previous: Previous::Start,
        deepest: 0,
        openers: 0,
        certain: true,
        may_be_label: false,
        negates: false,
        is_postfix: false,
        comments: Vec::new(),
        texts: Vec::new(),
    };
    scan.skip_head();
    scan.run(limit);
    let (comments, texts) = if scan.certain { (scan.comments, scan.texts) } else { Default::default() };
    Estimate { depth: scan.deepest, certain: scan.certain, openers: scan.openers, comments, texts }
}

/// What came before, as far as it decides what comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Previous {
    Start,
    /// An operand has ended: a name, number, string, `]`, or a `)` that ends an expression.
    Operand,
    /// An operator, an opening bracket, a comma: an operand follows.
    Operator,
    /// A `)` that ends the head of `if`, `for`, `while` or `with`: a statement follows.
    Head,
    /// A `}`: the end of a block or of an object.
    Brace,
    /// A `.`: the next word is a property.
    Dot,
    /// `if`, `for`, `while`, `with`: the next bracket is a statement's head.
    HeadKeyword,
    /// `else`, `do` and the like: a statement begins inside the one before.
    Statement,
    /// A colon: the end of a label, a `case` or a key, or the middle of a ternary.
    Colon,
    /// A semicolon or an opening brace: a statement begins, the one before is over unless `else` follows.
    Over,
}

/// Costs on the current path that no bracket encloses.
#[derive(Clone, Copy, Default)]
struct Run {
    statement: u64,
    expression: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Paren,
    HeadParen,
    Bracket,
    Brace,
    /// `${` inside a template.
    Hole,
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the token before ends.
    before: usize,
    groups: Vec<(Kind, Run)>,
    outer: u64,
    run: Run,
    previous: Previous,
    deepest: u64,
    openers: u64,
    certain: bool,
    /// The token before is a word where a statement may begin: a colon would make it a label.
    may_be_label: bool,
    /// The token before is a `!` that can only negate what follows it.
    negates: bool,
    /// The token before is a `++` or `--` that belongs to the operand before it, in the same line.
    is_postfix: bool,
    comments: Vec<ByteSpan>,
    texts: Vec<ByteSpan>,
}

impl Scan<'_> {
    /// Skips a byte-order mark, and `#!/usr/bin/env node` after it, which is a comment whatever else is in that line.
    fn skip_head(&mut self) {
        let after_mark = self.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(self.bytes);
        self.at = self.bytes.len() - after_mark.len();
        if after_mark.starts_with(b"#!") {
            self.skip_line();
        }
    }

    fn run(&mut self, limit: u64) {
        let mut newline = false;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | 0x0B | 0x0C => {
                    self.at += 1;
                    continue;
                }
                b'\n' | b'\r' => {
                    newline = true;
                    self.at += 1;
                    continue;
                }
                b'/' if matches!(self.peek(1), Some(b'/' | b'*')) => {
                    newline |= self.skip_comment();
                    continue;
                }
                _ => {}
            }
            self.token(byte, newline);
            self.before = self.at;
            newline = false;
            let depth = self.outer + self.run.statement + self.run.expression + self.groups.len() as u64 * BRACKET;
            if depth > self.deepest {
                self.deepest = depth;
                if depth > limit {
                    return;
                }
            }
        }
    }

    fn token(&mut self, byte: u8, newline: bool) {
        let after_label = std::mem::take(&mut self.may_be_label);
        let negates = byte == b'!' && self.begins_operand();
        let is_postfix =
            self.is_doubled(byte) && self.previous == Previous::Operand && !newline && !self.is_contextual();
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' | b'#' | b'@' | b'\\' | 0x80.. => self.word(newline),
            b'0'..=b'9' => {
                self.begin_operand(newline);
                self.at += 1;
                while self
                    .bytes
                    .get(self.at)
                    .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_'))
                {
                    self.at += 1;
                }
                self.previous = Previous::Operand;
            }
            b'"' | b'\'' => {
                self.begin_operand(newline);
                let start = self.at;
                self.skip_string(byte);
                self.add_text(start);
                self.previous = Previous::Operand;
            }
            b'`' => {
                self.begin_operand(newline);
                self.at += 1;
                self.template();
            }
            b'(' => {
                let kind = if self.previous == Previous::HeadKeyword { Kind::HeadParen } else { Kind::Paren };
                self.open(kind, newline);
            }
            b'[' => self.open(Kind::Bracket, newline),
            b'{' => self.open(Kind::Brace, newline),
            b')' | b']' | b'}' => self.close(byte),
            b';' => {
                self.at += 1;
                self.run.expression = 0;
                self.previous = Previous::Over;
            }
            b',' => {
                self.at += 1;
                self.run.expression = 0;
                self.previous = Previous::Operator;
            }
            b'.' => {
                self.at += 1;
                if self.peek(0) == Some(b'.') {
                    self.at += 2;
                    self.previous = Previous::Operator;
                } else {
                    self.cost_expression(LINK);
                    self.previous = Previous::Dot;
                }
            }
            b'/' => self.slash(newline),
            b'<' => self.less_than(newline),
            b'=' if self.peek(1) == Some(b'>') => {
                self.at += 2;
                self.cost_expression(BRACKET);
                self.previous = Previous::Operator;
            }
            b'=' if self.peek(1) != Some(b'=') => {
                self.at += 1;
                self.cost_expression(PREFIX);
                self.previous = Previous::Operator;
            }
            b'?' if !matches!(self.peek(1), Some(b'.' | b'?')) => {
                self.at += 1;
                self.cost_expression(PREFIX);
                self.previous = Previous::Operator;
            }
            b':' => {
                // The colon of a label nests statements. That of a key or a ternary is over with the next comma;
                // otherwise an object of some thousand entries would count as deep.
                self.at += 1;
                if after_label {
                    self.cost_statement(PREFIX);
                } else {
                    self.cost_expression(PREFIX);
                }
                self.previous = Previous::Colon;
            }
            b'-' if self.bytes[self.at..].starts_with(b"-->") && (newline || self.previous == Previous::Start) => {
                // At the start of a line it begins a comment in a script, and in a module it does not.
                self.certain = false;
                self.operator(byte);
            }
            b'!' | b'~' | b'+' | b'-' | b'*' => self.operator(byte),
            b'?' if self.peek(1) == Some(b'.') && !self.peek(2).is_some_and(|byte| byte.is_ascii_digit()) => {
                self.at += 2;
                self.cost_expression(LINK);
                // Before a bracket the dot names nothing, and what follows is an operand all the same.
                self.previous = Previous::Dot;
            }
            b'%' | b'&' | b'|' | b'^' | b'=' | b'>' | b'?' => {
                self.at += 1;
                while matches!(self.peek(0), Some(b'%' | b'&' | b'|' | b'^' | b'=' | b'>' | b'?' | b'.')) {
                    self.at += 1;
                }
                self.cost_expression(LINK);
                self.previous = Previous::Operator;
            }
            _ => self.at += 1,
        }
        self.negates = negates;
        self.is_postfix = is_postfix;
    }

    /// Whether an operand begins here: nothing before can be one that a postfix operator follows.
    fn begins_operand(&self) -> bool {
        let is_expected = match self.previous {
            Previous::Start
            | Previous::Operator
            | Previous::Head
            | Previous::Statement
            | Previous::Colon
            | Previous::Over => true,
            Previous::Operand | Previous::Brace | Previous::Dot | Previous::HeadKeyword => false,
        };
        is_expected && !self.is_contextual()
    }

    /// A name, keyword, private name or decorator.
    fn word(&mut self, newline: bool) {
        let start = self.at;
        self.at += 1;
        while self
            .bytes
            .get(self.at)
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'\\' | 0x80..))
        {
            self.at += 1;
        }
        if self.previous == Previous::Dot {
            self.previous = Previous::Operand;
            return;
        }
        self.may_be_label = match self.previous {
            Previous::Start
            | Previous::Over
            | Previous::Brace
            | Previous::Head
            | Previous::Statement
            | Previous::Colon => true,
            Previous::Operand => newline,
            Previous::Operator | Previous::Dot | Previous::HeadKeyword => false,
        };
        let bytes = self.bytes;
        let word = &bytes[start..self.at];
        if !word.is_ascii() && has_blank(word) {
            // Blanks and line breaks of other scripts, taken for letters here: who knows which words these are.
            self.certain = false;
        }
        match word {
            // A label cannot stand before it, so everything up to the colon was another case.
            b"case" | b"default" if self.previous == Previous::Colon => {
                self.run = Run::default();
                self.previous = Previous::Operator;
            }
            b"if" | b"for" | b"while" | b"with" => {
                self.begin_operand(newline);
                self.cost_statement(PREFIX);
                self.previous = Previous::HeadKeyword;
            }
            // `for await (`
            b"await" if self.previous == Previous::HeadKeyword => {}
            b"else" | b"do" | b"try" | b"finally" | b"catch" => {
                self.cost_statement(PREFIX);
                self.previous = Previous::Statement;
            }
            b"new" | b"typeof" | b"void" | b"delete" | b"await" | b"yield" | b"async" => {
                self.begin_operand(newline);
                self.cost_expression(PREFIX);
                self.previous = Previous::Operator;
            }
            b"in" | b"of" | b"instanceof" | b"extends" | b"as" | b"satisfies" => {
                self.cost_expression(LINK);
                // `of`, `as` and `satisfies` are names too; a slash after them is a guess.
                self.previous = Previous::Operator;
            }
            b"return" | b"throw" | b"case" | b"default" | b"export" | b"import" => {
                self.begin_operand(newline);
                self.previous = Previous::Operator;
            }
            _ => {
                self.begin_operand(newline);
                self.previous = Previous::Operand;
            }
        }
    }

    /// Something that can start a statement: if it does, what came before it is over.
    fn begin_operand(&mut self, newline: bool) {
        match self.previous {
            Previous::Start | Previous::Over | Previous::Brace => self.run = Run::default(),
            Previous::Statement => self.run.expression = 0,
            Previous::Operand if newline => self.run = Run::default(),
            _ => {}
        }
    }

    fn operator(&mut self, byte: u8) {
        let before_operand = !matches!(self.previous, Previous::Operand);
        if self.is_doubled(byte) {
            self.at += 2;
            // After an operand it is a postfix operator and the operand goes on; either way the state stays.
            self.cost_expression(LINK);
            return;
        }
        self.at += 1;
        if self.peek(0) == Some(b'=') || (byte == b'*' && self.peek(0) == Some(b'*')) {
            self.at += 1;
            self.cost_expression(PREFIX);
        } else {
            self.cost_expression(if before_operand { PREFIX } else { LINK });
        }
        self.previous = Previous::Operator;
    }

    /// Whether `++` or `--` begins here.
    fn is_doubled(&self, byte: u8) -> bool {
        matches!(byte, b'+' | b'-') && self.peek(1) == Some(byte)
    }

    fn open(&mut self, kind: Kind, newline: bool) {
        if kind == Kind::Brace {
            self.begin_operand(newline);
        } else if matches!(self.previous, Previous::Operand) {
            self.cost_expression(LINK);
        }
        self.at += 1;
        self.openers += BRACKET;
        self.outer += self.run.statement + self.run.expression;
        self.groups.push((kind, self.run));
        self.run = Run::default();
        self.previous = if kind == Kind::Brace { Previous::Over } else { Previous::Operator };
    }

    fn close(&mut self, byte: u8) {
        self.at += 1;
        let Some((kind, run)) = self.groups.pop() else {
            // More closed than opened: the file does not parse, or it was misread.
            self.certain = false;
            self.previous = Previous::Operand;
            return;
        };
        self.outer -= run.statement + run.expression;
        self.run = run;
        match (kind, byte) {
            (Kind::Hole, b'}') => self.template(),
            (Kind::HeadParen, b')') => self.previous = Previous::Head,
            (Kind::Brace, b'}') => self.previous = Previous::Brace,
            (Kind::Paren, b')') | (Kind::Bracket, b']') => self.previous = Previous::Operand,
            _ => {
                self.certain = false;
                self.previous = Previous::Operand;
            }
        }
    }

    /// A division or a regular expression.
    fn slash(&mut self, newline: bool) {
        let is_regex = match self.previous {
            Previous::Operand | Previous::Dot => false,
            Previous::Start
            | Previous::Operator
            | Previous::Colon
            | Previous::Head
            | Previous::HeadKeyword
            | Previous::Statement
            | Previous::Over => true,
            Previous::Brace => {
                self.certain = false;
                true
            }
        };
        // Behind `var x` a new line ends the statement, behind `x = y` it does not.
        if newline && !is_regex || self.is_contextual() {
            self.certain = false;
        }
        if !is_regex {
            self.at += 1;
            self.cost_expression(LINK);
            self.previous = Previous::Operator;
            return;
        }
        let start = self.at;
        self.at += 1;
        let mut in_class = false;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => break,
                b'\n' => {
                    self.certain = false;
                    break;
                }
                b'(' | b'{' => self.openers += BRACKET,
                _ => {}
            }
        }
        self.add_text(start);
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_alphabetic) {
            self.at += 1;
        }
        self.previous = Previous::Operand;
    }

    /// Notes a text that ends here.
    fn add_text(&mut self, start: usize) {
        self.texts.push(ByteSpan { start: start as u32, end: self.at as u32 });
    }

    /// Whether the token before is a word or an operator after which only the parse knows what a slash or a `<` is.
    fn is_contextual(&self) -> bool {
        let before = &self.bytes[..self.before];
        // `Type<T> / 2` in TypeScript.
        let ends_types = before.ends_with(b">") && !before.ends_with(b"=>");
        let contextual = [&b"yield"[..], b"await", b"of", b"as", b"satisfies", b"async", b"let", b"in"];
        let ends_with_word = |word: &&[u8]| {
            let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'\\' | 0x80..);
            before.strip_suffix(*word).is_some_and(|rest| !rest.last().is_some_and(is_part))
        };
        ends_types
            // `x! / 2` in TypeScript.
            || before.ends_with(b"!") && !self.negates
            || (before.ends_with(b"++") || before.ends_with(b"--")) && !self.is_postfix
            || contextual.iter().any(ends_with_word)
    }

    fn less_than(&mut self, newline: bool) {
        let next = self.peek(1);
        // A shift: no markup begins like that, and the type arguments that do hold nothing that is read otherwise.
        if next == Some(b'<') && self.previous == Previous::Operand && !self.is_contextual() {
            self.at += if self.peek(2) == Some(b'=') { 3 } else { 2 };
            self.cost_expression(LINK);
            self.previous = Previous::Operator;
            return;
        }
        let may_be_markup = next
            .is_some_and(|byte| byte.is_ascii_alphabetic() || byte.is_ascii_whitespace() || byte >= 0x80)
            || matches!(next, Some(b'>' | b'/' | b'_' | b'$'));
        let follows_operand = self.previous == Previous::Operand && !newline && !self.is_contextual();
        // `<!--` begins a comment in a script.
        if next == Some(b'!') || may_be_markup && !follows_operand {
            self.certain = false;
            self.openers += BRACKET;
        }
        self.at += 1;
        self.cost_expression(if self.previous == Previous::Operand { LINK } else { PREFIX });
        self.previous = Previous::Operator;
    }

    /// Text of a template, from behind its backtick or the `}` of a hole.
    fn template(&mut self) {
        let start = self.at - 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'`' => break,
                b'$' if self.peek(0) == Some(b'{') => {
                    self.openers += BRACKET;
                    self.add_text(start);
                    self.at += 1;
                    self.outer += self.run.statement + self.run.expression;
                    self.groups.push((Kind::Hole, self.run));
                    self.run = Run::default();
                    self.previous = Previous::Operator;
                    return;
                }
                b'(' | b'[' | b'{' => self.openers += BRACKET,
                _ => {}
            }
        }
        self.add_text(start);
        self.previous = Previous::Operand;
    }

    fn skip_string(&mut self, quote: u8) {
        self.at += 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => {
                    self.at += if self.bytes[self.at..].starts_with(b"\r\n") { 2 } else { 1 };
                }
                b'\n' | b'\r' => {
                    // No string of JavaScript's; in the text of JSX it would be no quote at all.
                    self.certain = false;
                    return;
                }
                b'(' | b'[' | b'{' => self.openers += BRACKET,
                byte if byte == quote => return,
                _ => {}
            }
        }
    }

    /// Skips a comment; says whether it contained a line break.
    fn skip_comment(&mut self) -> bool {
        let start = self.at;
        if self.peek(1) == Some(b'/') {
            self.skip_line();
        } else {
            let inner = &self.bytes[self.at + 2..];
            let length = inner.windows(2).position(|bytes| bytes == b"*/");
            self.at = length.map_or(self.bytes.len(), |length| self.at + length + 4);
        }
        let comment = &self.bytes[start..self.at];
        self.openers += comment.iter().filter(|byte| matches!(byte, b'(' | b'[' | b'{')).count() as u64 * BRACKET;
        self.comments.push(ByteSpan { start: start as u32, end: self.at as u32 });
        comment.iter().any(|byte| matches!(byte, b'\n' | b'\r')) || has_line_separator(comment)
    }

    /// Skips what is left of a line.
    fn skip_line(&mut self) {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        // They end the comment as well; what follows them is code that this scan takes for text.
        if has_line_separator(&rest[..length]) {
            self.certain = false;
        }
        self.at += length;
    }

    fn cost_expression(&mut self, cost: u64) {
        self.openers += cost;
        self.run.expression += cost;
    }

    fn cost_statement(&mut self, cost: u64) {
        self.openers += cost;
        self.run.statement += cost;
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }
}

/// Whether bytes contain U+2028 or U+2029.
fn has_line_separator(bytes: &[u8]) -> bool {
    !bytes.is_ascii() && bytes.windows(3).any(|bytes| matches!(bytes, [0xE2, 0x80, 0xA8 | 0xA9]))
}

/// Whether bytes contain a blank or a line break beyond ASCII.
fn has_blank(bytes: &[u8]) -> bool {
    String::from_utf8_lossy(bytes).chars().any(|character| character.is_whitespace() || character == '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(text: &str) -> u64 {
        estimate(text, u64::MAX).depth
    }

    fn written(text: &str, spans: Vec<ByteSpan>) -> Vec<&str> {
        spans.iter().map(|span| &text[span.start as usize..span.end as usize]).collect()
    }

    #[test]
    fn what_nests_costs() {
        for (head, tail) in [
            ("[", "]"),
            ("(", ")"),
            ("{", "}"),
            ("a=>", ""),
            ("(a)=>", ""),
            ("f((a)=>", ")"),
            ("a?b:", ""),
            ("a?", ":b"),
            ("if(1)", ""),
            ("if(1)\n", ""),
            ("if(1){}else ", ""),
            ("if(1);else\n", ""),
            ("for(;;)", ""),
            ("while(1)\n", ""),
            ("do ", " while(1)"),
            ("!", ""),
            ("typeof ", ""),
            ("new ", ""),
            ("a=", ""),
            ("a=\n", ""),
            ("`${", "}`"),
            ("l:", ""),
            ("l:\n", ""),
            ("l/**/:", ""),
            ("function f(){l:l:l:l:x,", "}"),
            ("<a>", "</a>"),
            ("1**", ""),
            ("function f(){", "}"),
        ] {
            let text = format!("{}1{}", head.repeat(1000), tail.repeat(1000));
            assert!(depth(&text) >= 5_900, "{head:?} costs {}", depth(&text));
        }
        for link in ["1+", "1\n+", "a.", "a().\n"] {
            let text = format!("{}b", link.repeat(1000));
            assert!(depth(&text) >= 1_000, "{link:?} costs {}", depth(&text));
        }
    }

    #[test]
    fn what_stands_beside_costs_nothing() {
        for text in [
            "if(a)b();",
            "switch(a){case 1:case 2:b();default:c()}",
            "if(a){b()}",
            "if (a) { b() }\n",
            "a = b\n",
            "a=b,",
            "x.y().z();",
            "f(function(){});",
            "var a = /[(\"]/;",
            "s='(((((';",
            "t=`((((${1}`;",
            "/* ((( */ a; // (((\n",
        ] {
            assert!(depth(&text.repeat(2000)) < 200, "{text:?} costs {}", depth(&text.repeat(2000)));
        }
    }

    #[test]
    fn long_is_not_deep() {
        for (head, entry, tail) in [
            ("x={", "a:1,", "}"),
            ("x={", "'a':b?c:d,\n", "}"),
            ("x={", "...a,b:{c:1},", "}"),
            ("f(", "(a:T,b?:U):V=>1,", ")"),
            ("switch(a){", "case 1:", "}"),
            ("switch(a){", "case 'b':\ncase 'c':\nreturn d\n", "}"),
            ("class A{", "a:number;b?:string\n", "}"),
            ("type A={", "a:number,b?:string,", "}"),
        ] {
            let text = format!("{head}{}{tail}", entry.repeat(2000));
            assert!(depth(&text) < 200, "{entry:?} costs {}", depth(&text));
        }
    }

    #[test]
    fn a_misread_file_is_not_certain() {
        for text in [
            "{} /'/; [[[",
            "x = <a>it's</a>",
            "a\n<!-- '\n",
            "yield /`/; [",
            "yield /**/ /`/; [",
            "var x\n/'/; [",
            "import 'x' /*\n*/ /'/; [",
            "break\n/'/; [",
            "a++\n/'/",
            "return\u{a0}/'/; [",
            "if\u{2028}(x) /'/; [",
            "let x\n<a>'</a>; [",
            "yield <a>'</a>; [",
            "x = < a>'</a>; [",
            "x as T<U> / '[",
            "var a = 1\n--> /* [\n[ // */",
            "/* */ --> /* [\n[ // */",
            "x! /'/ 2; [",
            "(x)! /'/ 2; [",
            "as! /'/ 2; [",
            "f<T>! /'/ 2; [",
            "{}! /'/ 2; [",
            "!x! /'/ 2; [",
            "x = <<T>(a: T) => '<a>'>b",
            "f<<T>(a: T) => T>/'/",
            "a <<<!-- '",
            "a\n++\n/'/",
            "a\n++<a>'</a>; [",
            "x = ++<a>'</a>; [",
        ] {
            let estimate = estimate(text, u64::MAX);
            assert!(!estimate.certain && estimate.comments.is_empty(), "{text:?}");
        }
        for text in [
            "a = b / c / d; e = /x/g",
            "while(i-->0) j",
            "a?.if(b) / c; '('",
            "a ?.5 : /'/",
            "a<b && c>d",
            "a++ < b; a-- / c",
            "min / a < typeof /'/",
            "a << b",
            "a\n<< b << (c) <<2",
            "a <<= b",
            "if(!/'/.test(a)) b",
            "!/'/.test(a)",
            "return!!/'/.test(a)",
            "a&&!/'/.test(a)",
        ] {
            assert!(estimate(text, u64::MAX).certain, "{text:?}");
        }
    }

    #[test]
    fn what_a_comment_holds_is_told_from_code() {
        for (text, expected) in [
            ("#!/usr/bin/env node /*\na /* b */", vec!["/* b */"]),
            ("\u{feff}#!/bin/x /*\n// a\n1", vec!["// a"]),
            ("a('// no', `/* no ${ b /* yes */ }`, /[/*]/) // yes", vec!["/* yes */", "// yes"]),
            ("a / b /* c */ / d", vec!["/* c */"]),
            ("a?.if(b) /2/* c */", vec!["/* c */"]),
            ("x = {} / 2 /* a guess */", vec![]),
        ] {
            assert_eq!(written(text, estimate(text, u64::MAX).comments), expected, "{text:?}");
        }
    }

    #[test]
    fn what_a_text_holds_is_told_from_code() {
        for (text, expected) in [
            ("a('b', \"c\") // 'd'", vec!["'b'", "\"c\""]),
            ("`a` + `b${ c + 'd' }e${f}`", vec!["`a`", "`b$", "'d'", "}e$", "}`"]),
            ("a = /b[/]c/g; d / e / f", vec!["/b[/]c/"]),
        ] {
            assert_eq!(written(text, estimate(text, u64::MAX).texts), expected, "{text:?}");
        }
    }
}
