//! Which modules a file loads, in as little room as it takes: these are kept of every file until all are done.

/// What a file loads: specifiers, and whether by `require`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Loads(Box<str>);

/// Before a specifier that `require` loads, and before any other.
const BY_REQUIRE: [char; 2] = ['r', 'i'];

/// Behind each specifier. No file has it in its name, so that what does contain it names none.
const END: char = '\0';

impl Loads {
    /// Keeps specifiers, in this order.
    pub(crate) fn new<'s>(loads: impl Iterator<Item = (&'s str, bool)>) -> Self {
        let mut text = String::new();
        for (specifier, is_require) in loads.filter(|(specifier, _)| !specifier.contains(END)) {
            text.push(BY_REQUIRE[usize::from(!is_require)]);
            text.push_str(specifier);
            text.push(END);
        }
        Self(text.into())
    }

    /// The specifiers, and whether `require` loads them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, bool)> {
        self.0.split_terminator(END).map(|load| (&load[1..], load.starts_with(BY_REQUIRE[0])))
    }
}

#[cfg(test)]
mod tests {
    use super::Loads;

    #[test]
    fn what_is_kept_comes_back() {
        let given = [("./a", true), ("", false), ("@scope/b/c", false), ("./ü", true)];
        let loads = Loads::new(given.into_iter().chain([("./d\0e", true)]));
        assert_eq!(loads.iter().collect::<Vec<_>>(), given);
        assert_eq!(Loads::default().iter().count(), 0);
    }
}
