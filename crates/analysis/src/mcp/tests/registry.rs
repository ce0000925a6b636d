//! Servers that keep their tools in lists, maps and classes, and hand them over in a loop.

use super::{AROUND, WEATHER, tools};

/// So many that a loop over them is a long one.
const MANY: usize = 24;

/// Tools of which the last asks for the weather and the others say their names, in the form that `one` gives them.
fn many(one: impl Fn(&str, &str) -> String) -> String {
    let idle = (1..MANY).map(|number| one(&format!("idle{number}"), "async () => text('idle')"));
    idle.chain([one("weather", "async (args) => ask(args.city)")]).collect::<Vec<_>>().join(",\n")
}

fn check(code: &str) {
    let found = tools("index.js", &format!("{AROUND}{code}"));
    assert_eq!(found.len(), MANY, "{found:#?}");
    for tool in found {
        match tool.starts_with("weather") {
            true => assert_eq!(tool, WEATHER),
            // Nothing leaves from the others.
            false => assert!(tool.starts_with("idle") && tool.ends_with("| "), "{tool}"),
        }
    }
}

fn entry(name: &str, handler: &str) -> String {
    format!("{{ name: '{name}', description: 'Weather of a city', inputSchema: json, handler: {handler} }}")
}

const LOW: &str = "import { Server } from '@modelcontextprotocol/sdk/server/index.js';
    import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
    const server = new Server({ name: 'a', version: '1' }, {});
    ";

const HIGH: &str = "import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
    const server = new McpServer({ name: 'a', version: '1' });
    ";

#[test]
fn a_list_that_is_searched_by_the_name() {
    let all = many(entry);
    check(&format!(
        "{LOW} const all = [{all}];
        server.setRequestHandler(ListToolsRequestSchema, async () => ({{ tools: all.map((tool) => ({{ name: tool.name, description: tool.description, inputSchema: tool.inputSchema }})) }}));
        server.setRequestHandler(CallToolRequestSchema, async (request) => {{
            const tool = all.find((one) => one.name === request.params.name);
            if (!tool) throw new Error('unknown');
            return tool.handler(request.params.arguments);
        }});"
    ));
}

#[test]
fn a_list_that_is_kept_once_it_is_made() {
    let all = many(entry);
    check(&format!(
        "{LOW} const all = {{ list: [{all}] }}; let kept = null;
        function enabled(off) {{ if (kept) return kept; kept = off.length === 0 ? all.list : all.list.filter((tool) => !off.includes(tool.name)); return kept; }}
        server.setRequestHandler(ListToolsRequestSchema, () => __awaiter(this, void 0, void 0, function* () {{ return {{ tools: enabled([]).map((tool) => tool) }}; }}));
        server.setRequestHandler(CallToolRequestSchema, async (request) => {{
            const tool = all.list.find((one) => request.params.name === one.name);
            return tool.handler(request.params.arguments);
        }});"
    ));
}

#[test]
fn a_loop_that_wraps_each_handler() {
    let all = many(entry);
    check(&format!(
        "{HIGH} const all = [{all}];
        const counted = (name, inner) => async (args) => {{ count(name); return await inner(args); }};
        for (const tool of all) {{
            const wrapped = counted(tool.name, tool.handler);
            server.registerTool(tool.name, {{ description: tool.description, inputSchema: object }}, wrapped);
        }}"
    ));
}

#[test]
fn a_static_list_of_a_class() {
    let all = many(entry);
    check(&format!(
        "{HIGH} class Registry {{
            static all = [{all}];
            static register(server) {{ for (const tool of this.all) this.one(server, tool); }}
            static one(server, tool) {{ server.registerTool(tool.name, {{ description: tool.description, inputSchema: object }}, tool.handler); }}
        }}
        Registry.register(server);"
    ));
}

#[test]
fn a_class_for_each_tool_that_hands_its_name_to_the_one_it_extends() {
    let class = |(name, work): (&str, &str)| {
        format!(
            "class {name} extends Base {{
                constructor() {{ super(shape, {{ name: '{name}', description: 'Weather of a city', inputSchema: json }}); }}
                async work(args) {{ return {work}; }}
            }}"
        )
    };
    let classes = [("weather", "ask(args.city)"), ("idle", "text('idle')")].map(class).join("\n");
    let found = tools(
        "index.js",
        &format!(
            "{AROUND}{LOW} class Base {{
                constructor(schema, tool) {{ this.schema = schema; this.tool = tool; }}
                async handle(args) {{ return this.work(args); }}
            }}
            {classes}
            const all = new Map();
            function add(one) {{ all.set(one.tool.name, one); }}
            add(new weather()); add(new idle());
            server.setRequestHandler(ListToolsRequestSchema, async () => ({{ tools: Array.from(all.values()).map((one) => one.tool) }}));
            server.setRequestHandler(CallToolRequestSchema, async (request) => all.get(request.params.name).handle(request.params.arguments));"
        ),
    );
    let names: Vec<&str> = found.iter().map(|tool| tool.split(" | ").next().unwrap_or_default()).collect();
    assert_eq!(names, ["idle", "weather"]);
}

#[test]
fn a_library_that_is_bundled() {
    let found = tools(
        "index.js",
        &format!(
            "{AROUND} class M {{ registerTool(a, b, c) {{ this.t[a] = c; }} registerResource(a) {{}} registerPrompt(a) {{}} }}
            const server = new M();
            server.registerTool('weather', {{ description: 'Weather of a city', inputSchema: object }}, async ({{ city }}) => ask(city));
            class Shelf {{ registerTool(a, b, c) {{}} }}
            new Shelf().registerTool('hammer', {{ description: 'A hammer' }}, () => 1);"
        ),
    );
    assert_eq!(found, [WEATHER]);
}
