//! A rule's page on a terminal.

use molehunt_report::{Style, render_page};

const PAGE: &str = "\
# hardcoded-bcc

Finds a blind copy that the *author* of a package put into every mail,
over `nodemailer` and **other** clients; this sentence goes on to show how a paragraph is wrapped.

## What is not flagged

- A recipient that comes from an argument of the tool, or from the environment, however it gets there.
- `example.com`
1. numbered

```js
send({ bcc: 'archive@mailroom.example' });
  // \u{1b}[2J
```
";

#[test]
fn a_page() {
    insta::assert_snapshot!(render_page(PAGE, &Style { width: 60, ..Style::default() }));
}

#[test]
fn a_page_in_colour() {
    let text = render_page(PAGE, &Style { width: 60, color: true, ..Style::default() });
    insta::assert_snapshot!(text.replace('\u{1b}', "^"));
}
