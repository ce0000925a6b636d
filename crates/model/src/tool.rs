//! MCP tools: what is declared, what a model reads of it, and what changes later.

/// An MCP tool as it is declared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DeclareTool {
    /// Its name.
    pub name: String,
    /// Its description, where it is a literal.
    pub description: Option<String>,
    /// The names of its arguments, where the schema is a literal.
    pub arguments: Vec<String>,
    /// The variables of the environment that its handler reaches, sorted; `*` for all.
    pub environment: Vec<String>,
    /// The files that it reads, sorted; `*` for any.
    pub files: Vec<String>,
    /// The commands that it starts, sorted, with `{}` for what is not known.
    pub commands: Vec<String>,
}

/// A text that a model reads and that is more than it seems.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TellModel {
    /// Where it stands.
    pub surface: Surface,
    /// The part that tells, cropped.
    pub excerpt: String,
    /// What of its characters nobody sees, or sees wrongly; sorted.
    pub characters: Vec<Characters>,
    /// What the characters say that nobody sees, where they spell something.
    pub unseen: Option<String>,
    /// What it makes the model do; sorted.
    pub schemes: Vec<Scheme>,
    /// Whether the model is told to keep it from the user.
    pub conceals: bool,
    /// Tools that it gives orders about, and that the same code does not declare; sorted.
    pub other_tools: Vec<String>,
    /// The address or URL that it names, if any.
    pub names: Option<String>,
    /// How the code hides the text.
    pub disguise: Option<String>,
}

/// An MCP tool that is changed after it was declared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ChangeTool {
    /// Its name.
    pub name: String,
    /// What of it is replaced: `description`, `callback`; sorted.
    pub fields: Vec<String>,
    /// Where the new text or handler comes from.
    pub source: ChangeSource,
    /// What has to happen first.
    pub trigger: Trigger,
    /// The condition under which it is done, as source text.
    pub condition: Option<String>,
}

/// Where a text stands that a model reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Surface {
    /// A tool's name.
    Name,
    /// A tool's title.
    Title,
    /// A tool's description.
    Description,
    /// The schema of a tool's arguments or results.
    Parameter,
    /// What a tool answers.
    Answer,
    /// A server's instructions, name or description.
    Server,
    /// A prompt.
    Prompt,
    /// A resource.
    Resource,
}

/// Characters that a reader does not see, or sees as something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Characters {
    /// A few that have no width, as they come with copied text.
    Stray,
    /// So many of them, or of such a kind, that they carry a text of their own.
    HiddenText,
    /// Some that change the direction of what follows.
    Bidirectional,
    /// Sequences that a terminal obeys.
    EscapeSequence,
    /// Letters of several scripts in one name, which look alike.
    MixedScripts,
    /// Text that stands so far right or down that nobody scrolls there.
    OutOfSight,
}

/// What a text makes a model do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// Hand over keys, passwords or files that hold them.
    TakeSecret,
    /// Hand over what was said before.
    TakeConversation,
    /// Use a tool of somebody else in another way than the user asked for.
    SteerTool,
    /// Forget what it was told before.
    Override,
    /// Keep something from the user, and nothing else.
    Conceal,
}

/// Where a new text or handler comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeSource {
    /// It is written in the code.
    Code,
    /// It is a response.
    Remote,
    /// The user, or a file, or the environment.
    User,
    /// Cannot be seen.
    Unknown,
}

/// What has to happen before a tool is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trigger {
    /// Nothing: the code that declares it goes on to change it.
    Start,
    /// Some event.
    Event,
    /// A tool was called.
    Call,
    /// Something was counted up to a number.
    Count,
    /// Time has passed, or a day has come.
    Time,
}

macro_rules! words {
    ($type:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $type {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in rules and JSON.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }
    };
}

words!(Surface {
    Name = "name",
    Title = "title",
    Description = "description",
    Parameter = "parameter",
    Answer = "answer",
    Server = "server",
    Prompt = "prompt",
    Resource = "resource",
});

words!(Characters {
    Stray = "stray",
    HiddenText = "hidden-text",
    Bidirectional = "bidirectional",
    EscapeSequence = "escape-sequence",
    MixedScripts = "mixed-scripts",
    OutOfSight = "out-of-sight",
});

words!(Scheme {
    TakeSecret = "take-secret",
    TakeConversation = "take-conversation",
    SteerTool = "steer-tool",
    Override = "override",
    Conceal = "conceal",
});

words!(ChangeSource { Code = "code", Remote = "remote", User = "user", Unknown = "unknown" });

words!(Trigger { Start = "start", Event = "event", Call = "call", Count = "count", Time = "time" });
