//! Programs that send mail, and URLs that open a composer.

use super::{
    Expected, PROBE, Proof,
    javascript::quoted,
    recipient::{expected, mime},
};
use crate::tables::{ProgramRow, RoleName, Tables};

pub(super) fn prove_programs(proof: &mut Proof) {
    let rows = &Tables::embedded().mail.programs;
    for row in rows {
        for program in &row.programs {
            prove_program(proof, row, program);
        }
    }
    for row in &Tables::embedded().mail.compose_urls {
        let joint = if row.prefix.contains('?') { '&' } else { '?' };
        for (parameter, role) in &row.query {
            // One copy, so that there is something to tell.
            let others = if matches!(role, RoleName::Cc | RoleName::Bcc) { "" } else { "&cc=other%40mole.example" };
            let url = format!("{}{joint}{parameter}={}{others}", row.prefix, PROBE.replace('@', "%40"));
            let program = format!("import open from 'open';\nopen({});\n", quoted(&url));
            proof.check_unlisted("composer", &program, expected(*role));
        }
    }
}

fn prove_program(proof: &mut Proof, row: &ProgramRow, program: &str) {
    let scheme = row.url_schemes.first().map(|scheme| format!("{scheme}://mx.mole.example"));
    let mut started = |words: &[&str], input: &str, wanted: Expected| {
        let words: Vec<String> = scheme.iter().map(String::as_str).chain(words.iter().copied()).map(quoted).collect();
        let code = format!(
            "import {{ spawnSync }} from 'node:child_process';\nspawnSync({}, [{}], {{ input: {} }});\n",
            quoted(&format!("/usr/bin/{program}")),
            words.join(", "),
            quoted(input)
        );
        proof.check_unlisted("program", &code, wanted);
    };
    for (option, role) in &row.options {
        let (value, wanted) = match role {
            RoleName::Header => (format!("Bcc: {PROBE}"), Expected::Role(molehunt_model::Role::Bcc)),
            role => (PROBE.to_owned(), expected(*role)),
        };
        match &row.command {
            Some(command) => started(&["-Command", &format!("{command} {option} '{value}'")], "", wanted),
            None => started(&[option, &value], "", wanted),
        }
    }
    for option in &row.valued {
        started(&[option, PROBE], "", Expected::None);
    }
    if let Some(role) = row.bare {
        started(&[PROBE], &mime("Bcc").replace(PROBE, "other@mole.example"), expected(role));
    }
    if let Some(flag) = &row.header_flag {
        started(&[flag], &mime("Bcc"), Expected::Role(molehunt_model::Role::Bcc));
        started(&[], &mime("Bcc"), Expected::None);
    }
    for phrase in &row.text {
        let script = format!("{} with properties {{{}:\"{PROBE}\"}}", phrase.after, phrase.field);
        started(&["-e", &script], "", expected(phrase.role));
    }
}
