//! Random programs, computed by the machine and by node: equal, or the machine does not know.
//!
//! Not part of the ordinary tests, since it needs node:
//! `MACHINE_SEED=1 MACHINE_COUNT=2000 cargo test --release -p molehunt-analysis differential -- --ignored --nocapture`

use std::{fmt::Write as _, io::Write as _, process::Command};

use super::ask;

/// Makes programs; the same seed makes the same ones.
struct Generator {
    state: u64,
    /// Names in scope, by what they hold.
    texts: Vec<String>,
    numbers: Vec<String>,
    lists: Vec<String>,
    count: u32,
}

impl Generator {
    fn new(seed: u64) -> Self {
        let state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        Self { state, texts: Vec::new(), numbers: Vec::new(), lists: Vec::new(), count: 0 }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        ((self.state >> 33) as usize) % bound
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn known(&mut self, names: &[String]) -> Option<String> {
        if names.is_empty() || self.below(3) == 0 {
            return None;
        }
        let at = self.below(names.len());
        Some(names[at].clone())
    }

    fn text(&mut self, depth: u32) -> String {
        let names = self.texts.clone();
        if let Some(name) = self.known(&names) {
            return name;
        }
        if depth == 0 {
            return self
                .pick(&[
                    "''",
                    "'a'",
                    "'hello world'",
                    "'x@y.z'",
                    "'aGVsbG8='",
                    "'68656c6c6f'",
                    "'%41%c3%a9'",
                    "'ABC abc'",
                    "'1,2,3'",
                    "'é😀'",
                    "'  pad '",
                    "'a-b_c.d'",
                    "'0x1F'",
                    "'3|1|2'",
                    "'$1 $& $$'",
                ])
                .to_owned();
        }
        let next = depth - 1;
        match self.below(38) {
            0 | 1 => format!("({} + {})", self.text(next), self.text(next)),
            2 => format!("({} + {})", self.text(next), self.number(next)),
            3 => format!("`<${{{}}}${{{}}}>`", self.text(next), self.number(next)),
            4 => format!("{}.slice({}, {})", self.text(next), self.number(next), self.number(next)),
            5 => format!("{}.substring({}, {})", self.text(next), self.number(next), self.number(next)),
            6 => format!("{}.substr({}, {})", self.text(next), self.number(next), self.number(next)),
            7 => format!("{}.charAt({})", self.text(next), self.number(next)),
            8 => format!(
                "{}.{}()",
                self.text(next),
                self.pick(&["toUpperCase", "toLowerCase", "trim", "trimEnd", "toString"])
            ),
            9 => format!("{}.repeat(Math.abs({} | 0) % 4)", self.text(next), self.number(next)),
            10 => format!("{}.padStart({} % 20, {})", self.text(next), self.number(next), self.text(0)),
            11 => format!("{}.padEnd({} % 20, {})", self.text(next), self.number(next), self.text(0)),
            12 => format!("{}.replace({}, {})", self.text(next), self.text(0), self.text(next)),
            13 => format!("{}.replaceAll({}, {})", self.text(next), self.text(0), self.text(next)),
            14 => format!("{}.replace({}, {})", self.text(next), self.pattern(), self.text(0)),
            15 => format!("{}.replace({}, (m) => m + {})", self.text(next), self.pattern(), self.text(next)),
            16 | 17 => format!("{}.join({})", self.list(next), self.text(0)),
            18 => format!("String.fromCharCode({}, {})", self.number(next), self.number(next)),
            19 => format!("Buffer.from({}, '{}').toString('{}')", self.text(next), self.encoding(), self.encoding()),
            20 => format!("btoa(escape({}))", self.text(next)),
            21 => format!(
                "{}({})",
                self.pick(&[
                    "encodeURIComponent",
                    "encodeURI",
                    "escape",
                    "unescape",
                    "decodeURIComponent",
                    "decodeURI",
                    "atob",
                    "btoa"
                ]),
                self.text(next)
            ),
            22 => format!("({}).toString({} & 31)", self.number(next), self.number(next)),
            23 => format!("({}).toFixed(Math.abs({} | 0) % 8)", self.number(next), self.number(next)),
            24 => format!("JSON.stringify({})", self.list(next)),
            25 => format!(
                "JSON.stringify({{ k: {}, {}: {} }})",
                self.text(next),
                self.pick(&["a", "'b c'", "3"]),
                self.number(next)
            ),
            26 => format!("({} ? {} : {})", self.truth(next), self.text(next), self.text(next)),
            27 => format!("({} || {})", self.text(next), self.text(next)),
            28 => format!("String({})", self.number(next)),
            29 => format!("{}.concat({}, {})", self.text(next), self.text(next), self.number(next)),
            30 => format!("[...{}].reverse().join('')", self.text(next)),
            31 => format!("({}.match({}) ?? ['none']).join('/')", self.text(next), self.pattern()),
            32 => format!("(s => s + s.length)({})", self.text(next)),
            33 => format!("String({}[{}])", self.list(next), self.number(next)),
            34 => format!(
                "{}.split('').map(c => String.fromCharCode(c.charCodeAt(0) ^ ({} & 7))).join('')",
                self.text(next),
                self.number(0)
            ),
            35 => format!(
                "[...{}.matchAll({}g)].map(m => m.index + m[0]).join('_')",
                self.text(next),
                self.plain_pattern()
            ),
            36 => format!("({}).toPrecision(1 + Math.abs({} | 0) % 12)", self.number(next), self.number(next)),
            _ => format!(
                "Object.entries({{ [{}]: {}, z: {} }}).join(';')",
                self.text(next),
                self.text(next),
                self.number(next)
            ),
        }
    }

    fn encoding(&mut self) -> &'static str {
        self.pick(&["base64", "hex", "latin1", "utf8", "utf16le", "base64url", "ascii"])
    }

    fn plain_pattern(&mut self) -> &'static str {
        self.pick(&[
            "/a/",
            "/[a-c]+/",
            "/\\d/",
            "/(\\w)(\\w)/",
            "/l+?/",
            "/^./",
            "/.$/",
            "/\\s+/",
            "/[^a-z]/",
            "/(a|b|l)*/",
            "/\\b\\w/",
            "/(?=o)/",
            "/(.)\\1/",
            "/(?<!h)e/",
            "/(x)?@/",
            "/[\\w.]+@[\\w.]+/",
            "/o|(l)/",
            "/\\W{1,2}/",
            "/(?:)/",
            "/.{2}/",
            "/\\u00e9/",
            "/[\\d,|]+?/",
            "/(?<n>[a-z])-/",
        ])
    }

    fn pattern(&mut self) -> String {
        format!("{}{}", self.plain_pattern(), self.pick(&["", "g", "i", "gi", "gm", "gu", "gs", "y"]))
    }

    fn number(&mut self, depth: u32) -> String {
        let names = self.numbers.clone();
        if let Some(name) = self.known(&names) {
            return name;
        }
        if depth == 0 {
            return self
                .pick(&[
                    "0",
                    "1",
                    "2",
                    "3",
                    "7",
                    "-1",
                    "-3",
                    "10",
                    "36",
                    "255",
                    "0.5",
                    "1.5",
                    "1e21",
                    "65",
                    "97",
                    "1e-7",
                    "NaN",
                    "0x7fffffff",
                    "123.456",
                    "-0",
                ])
                .to_owned();
        }
        let next = depth - 1;
        match self.below(22) {
            0..=3 => format!("({} {} {})", self.number(next), self.pick(&["+", "-", "*", "/", "%"]), self.number(next)),
            4..=6 => format!(
                "({} {} {})",
                self.number(next),
                self.pick(&["&", "|", "^", "<<", ">>", ">>>"]),
                self.number(next)
            ),
            7 => format!("(~{})", self.number(next)),
            8 => format!("(- {})", self.number(next)),
            9 => format!("{}.length", self.text(next)),
            10 => format!("{}.length", self.list(next)),
            11 => format!("{}.charCodeAt({})", self.text(next), self.number(next)),
            12 => format!(
                "{}.{}({})",
                self.text(next),
                self.pick(&["indexOf", "lastIndexOf", "search"]),
                self.text(0).replace("'$1 $& $$'", "'a'")
            ),
            13 => format!("parseInt({}, {})", self.text(next), self.pick(&["10", "16", "36", "2", "0"])),
            14 => format!("parseFloat({})", self.text(next)),
            15 => format!("Number({})", self.text(next)),
            16 => format!(
                "Math.{}({})",
                self.pick(&["floor", "ceil", "round", "abs", "trunc", "sign", "fround", "clz32"]),
                self.number(next)
            ),
            17 => format!("Math.{}({}, {})", self.pick(&["max", "min", "imul"]), self.number(next), self.number(next)),
            18 => format!("{}.reduce((a, b) => a + Number(b), {})", self.list(next), self.number(next)),
            19 => format!("({} ? {} : {})", self.truth(next), self.number(next), self.number(next)),
            20 => format!("{}.indexOf({})", self.list(next), self.text(next)),
            _ => format!("(+{})", self.text(next)),
        }
    }

    fn list(&mut self, depth: u32) -> String {
        let names = self.lists.clone();
        if let Some(name) = self.known(&names) {
            return name;
        }
        if depth == 0 {
            return self
                .pick(&["[]", "[1, 2, 3]", "['b', 'a', 'c']", "[10, 9, 1]", "['x', 1, null, undefined]"])
                .to_owned();
        }
        let next = depth - 1;
        match self.below(20) {
            0 | 1 => format!("[{}, {}, {}]", self.text(next), self.number(next), self.text(next)),
            2 | 3 => format!("{}.split({})", self.text(next), self.text(0)),
            4 => format!("{}.split({})", self.text(next), self.pattern()),
            5 => format!("{}.map((x, i) => x + {})", self.list(next), self.text(0)),
            6 => format!("{}.filter(x => x > {})", self.list(next), self.text(0)),
            7 => format!("{}.slice({}, {})", self.list(next), self.number(next), self.number(next)),
            8 => format!("{}.concat({}, {})", self.list(next), self.list(next), self.text(next)),
            9 => format!("[...{}].reverse()", self.list(next)),
            10 => format!("[...{}].sort()", self.list(next)),
            11 => format!("[...{}].sort((a, b) => a - b)", self.list(next)),
            12 => format!("[...{}, ...{}]", self.list(next), self.text(next)),
            13 => format!("Array.from({}, x => x + '!')", self.text(next)),
            14 => format!("[...Buffer.from({})]", self.text(next)),
            15 => format!("{}.flatMap(x => [x, {}])", self.list(next), self.number(next)),
            16 => format!("[...{}].splice({}, {})", self.list(next), self.number(next), self.number(next)),
            17 => format!("Object.keys({{ [{}]: 1, b: 2, 1: 3 }})", self.text(next)),
            18 => format!("[...new Set({})]", self.list(next)),
            _ => format!("[...new Map({}.map((v, i) => [v, i])).values()]", self.list(next)),
        }
    }

    fn truth(&mut self, depth: u32) -> String {
        let next = depth.saturating_sub(1);
        match self.below(8) {
            0 => format!(
                "{} {} {}",
                self.number(next),
                self.pick(&["<", ">", "<=", ">=", "===", "!=="]),
                self.number(next)
            ),
            1 => format!("{} {} {}", self.text(next), self.pick(&["<", ">", "==", "!="]), self.text(next)),
            2 => format!("{}.includes({})", self.text(next), self.text(0)),
            3 => format!("{}.{}({})", self.text(next), self.pick(&["startsWith", "endsWith"]), self.text(0)),
            4 => format!("{}.test({})", self.pattern(), self.text(next)),
            5 => format!("{} == {}", self.text(next), self.number(next)),
            6 => format!("{}.some(x => x == {})", self.list(next), self.number(next)),
            _ => format!("!{}", self.text(next)),
        }
    }

    fn statement(&mut self, depth: u32) -> String {
        self.count += 1;
        let name = format!("v{}", self.count);
        match self.below(12) {
            0..=2 => {
                let text = format!("let {name} = {};", self.text(depth));
                self.texts.push(name);
                text
            }
            3 => {
                let text = format!("let {name} = {};", self.number(depth));
                self.numbers.push(name);
                text
            }
            4 => {
                let text = format!("const {name} = {};", self.list(depth));
                self.lists.push(name);
                text
            }
            5 => {
                let text = format!(
                    "let {name} = ''; for (let i = 0; i < {}; i++) {{ if (i > 5) break; {name} += {}; {name} = {name}.slice(-40); }}",
                    self.number(1),
                    self.text(1)
                );
                self.texts.push(name);
                text
            }
            6 => {
                let text = format!(
                    "let {name} = ''; for (const c of {}) {{ {name} = c + {name} + {}; if ({name}.length > 50) break; }}",
                    self.text(depth),
                    self.text(0)
                );
                self.texts.push(name);
                text
            }
            7 => {
                let text = format!(
                    "function f{name}(a, b = {}) {{ if (a > b) return {}; return a + b; }} let {name} = String(f{name}({}));",
                    self.text(1),
                    self.text(1),
                    self.text(depth)
                );
                self.texts.push(name);
                text
            }
            8 => {
                let text = format!(
                    "let {name} = 'q'; switch ({} & 3) {{ case 0: {name} += {}; case 1: {name} += '1'; break; case 2: {name} = {}; default: {name} += 'd' }}",
                    self.number(depth),
                    self.text(1),
                    self.text(1)
                );
                self.texts.push(name);
                text
            }
            9 => {
                let text = format!(
                    "let {name}; try {{ {name} = {}; if ({}) throw new Error({name}) }} catch (e) {{ {name} = 'c' + e.name }}",
                    self.text(depth),
                    self.truth(1)
                );
                self.texts.push(name);
                text
            }
            10 => {
                let text = format!(
                    "let {name} = ''; {{ const r = {}g; let m, n = 0; while ((m = r.exec({})) && n++ < 5) {{ {name} += m.index + ':' + m[0] + ','; if (m[0] === '') r.lastIndex++ }} }}",
                    self.plain_pattern(),
                    self.text(1)
                );
                self.texts.push(name);
                text
            }
            _ => {
                let text = format!(
                    "class C{name} {{ x = {}; get y() {{ return this.x + '.' }} m(z) {{ return this.y + z }} }} let {name} = new C{name}().m({});",
                    self.text(1),
                    self.text(1)
                );
                self.texts.push(name);
                text
            }
        }
    }

    fn program(&mut self) -> String {
        let mut body = String::new();
        for _ in 0..1 + self.below(4) {
            let depth = 1 + self.below(3) as u32;
            body.push_str(&self.statement(depth));
            body.push(' ');
        }
        let result = self.text(3);
        format!("(function () {{ try {{ {body} return {result}; }} catch (e) {{ return 'threw ' + e.name; }} }})()")
    }
}

fn number_from(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

#[test]
#[ignore = "needs node"]
fn differential() {
    let seed = number_from("MACHINE_SEED", 1);
    let count = number_from("MACHINE_COUNT", 500);
    let programs: Vec<String> = (0..count).map(|index| Generator::new(seed * 1_000_003 + index).program()).collect();
    let mut script = String::from("const out = [];\n");
    for program in &programs {
        // What is longer than the machine's texts, or not well-formed, is not compared.
        writeln!(script, "out.push(String({program}).toWellFormed());").expect("a text");
    }
    script.push_str("process.stdout.write(JSON.stringify(out));");
    let path = std::env::temp_dir().join(format!("molehunt-differential-{}.js", std::process::id()));
    std::fs::write(&path, script).expect("a file for node");
    let output = Command::new("node").arg(&path).output().expect("node runs");
    std::fs::remove_file(&path).expect("the file is still there");
    let expected: Vec<String> = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let (mut equal, mut unknown, mut different) = (0, 0, 0);
    let mut stderr = std::io::stderr();
    for (program, expected) in programs.iter().zip(&expected) {
        let found = ask(&[("index.js", &format!("«{program}»"))]).remove(0);
        if found == *expected {
            equal += 1;
        } else if found == "?" {
            unknown += 1;
            if std::env::var("MACHINE_UNKNOWN").is_ok() {
                writeln!(stderr, "unknown: {program}").expect("stderr");
            }
        } else {
            different += 1;
            writeln!(stderr, "{program}\n  node:    {expected:?}\n  machine: {found:?}").expect("stderr");
        }
    }
    writeln!(stderr, "seed {seed}: {equal} equal, {unknown} unknown, {different} different").expect("stderr");
    assert_eq!(different, 0, "programs are computed otherwise by node");
}
