//! Defects of ours: a panic ends with exit code 2 and a line that says whose fault it is.
//!
//! The standard panic message goes to the terminal as it is, and what panics is often a piece of an audited file.
//! The engine catches the panics of single files and reports them as coverage; those should not be printed at all.

use std::{
    io::Write,
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    sync::Mutex,
};

use molehunt_report::visible;

static LAST: Mutex<Option<String>> = Mutex::new(None);

/// Runs `work`; a panic in it becomes exit code 2.
pub(crate) fn guard(work: impl FnOnce() -> u8) -> u8 {
    panic::set_hook(Box::new(|info| {
        if let Ok(mut last) = LAST.lock() {
            *last = Some(describe(info));
        }
    }));
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let what = LAST.lock().ok().and_then(|mut last| last.take()).unwrap_or_default();
        // The text is ASCII: nothing is known of the terminal at this point.
        let text = format!(
            "molehunt failed, and the fault is its own: {}\nThe audit is not complete. Please report this, with what was audited if you can.\n",
            visible(&what, false)
        );
        let _ = std::io::stderr().write_all(text.as_bytes());
        2
    })
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let what = text.unwrap_or("no message");
    match info.location() {
        Some(location) => format!("{what} (in {}:{})", location.file(), location.line()),
        None => what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_exit_code_two() {
        assert_eq!(guard(|| panic!("\x1b[2J")), 2);
        assert_eq!(guard(|| 1), 1);
        drop(panic::take_hook());
    }
}
