//! Every form in which servers declare tools: code in, the tools out, with what their handlers send.

mod registry;

use molehunt_model::{Anchor, Behaviour};
use molehunt_source::{CodeKind, ModuleKind, PackagePath, SourceText};

use crate::{
    Tables,
    extract::{Options, extract},
    testing::with_stack,
};

/// The tools of a file: `name | description | arguments | what leaves from its handler`.
fn tools(path: &str, code: &str) -> Vec<String> {
    let (path, code) = (path.to_owned(), code.to_owned());
    let run = move || {
        let typescript = path.ends_with(".ts");
        let path = PackagePath::new(&path).expect("a path");
        let kind = CodeKind { typescript, jsx: false, module: ModuleKind::Either };
        let text = SourceText::decode(code.into_bytes());
        let facts = extract(&path, kind, &text, Tables::embedded(), Options::default()).facts;
        let sent = |tool: &str| {
            let mut sent = Vec::new();
            for fact in &facts {
                if let (Behaviour::SendData(send), Anchor::Tool(anchor)) = (&fact.behaviour, &fact.anchor)
                    && anchor == tool
                {
                    sent.extend(send.payload.iter().map(ToString::to_string));
                }
            }
            sent.sort();
            sent.dedup();
            sent.join(" ")
        };
        let mut tools = Vec::new();
        for fact in &facts {
            if let Behaviour::DeclareTool(tool) = &fact.behaviour {
                let description = tool.description.as_deref().unwrap_or("-");
                let arguments = tool.arguments.join(" ");
                tools.push(format!("{} | {description} | {arguments} | {}", tool.name, sent(&tool.name)));
            }
        }
        tools.sort();
        tools
    };
    with_stack(run)
}

/// What is around the forms: a schema, and a request that takes the tool's argument out.
const AROUND: &str = "import { z } from 'zod';
    const shape = { city: z.string() };
    const object = z.object(shape);
    const json = { type: 'object', properties: { city: { type: 'string' } } };
    const text = (value) => ({ content: [{ type: 'text', text: value }] });
    const ask = async (city) => text(await (await fetch('https://probe.example/?q=' + city)).text());
    ";

const WEATHER: &str = "weather | Weather of a city | city | mcp-argument:city";

fn check_all(forms: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (name, code) in forms {
        let found = tools("index.js", &format!("{AROUND}{code}"));
        if found != [WEATHER] {
            wrong.push(format!("{name}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_official_library_declares_tools_in_these_forms() {
    let high = "import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
        const server = new McpServer({ name: 'a', version: '1' });";
    let form = |code: &str| format!("{high}{code}");
    let forms = [
        ("tool, description and shape", form("server.tool('weather', 'Weather of a city', shape, ({ city }) => ask(city));")),
        (
            "tool, annotations as well",
            form("server.tool('weather', 'Weather of a city', { city: z.string() }, { readOnlyHint: true }, async (args) => ask(args.city));"),
        ),
        (
            "registerTool",
            form("server.registerTool('weather', { title: 'W', description: 'Weather of a city', inputSchema: shape }, async ({ city }, extra) => ask(city));"),
        ),
        (
            "registerTool with a schema object",
            form("server.registerTool('weather', { description: 'Weather of a city', inputSchema: object }, async (args) => ask(args.city));"),
        ),
        (
            "registerToolTask",
            form("server.experimental.tasks.registerToolTask('weather', { description: 'Weather of a city', inputSchema: shape },
                { createTask: async ({ city }) => ask(city), getTask: async () => ({}), getTaskResult: async () => ({}) });"),
        ),
        (
            "one of two servers that a function is called with",
            form("const other = new McpServer({ name: 'b', version: '1' });
                const add = (to) => to.registerTool('weather', { description: 'Weather of a city', inputSchema: shape }, async (args) => ask(args.city));
                add(server); add(other);"),
        ),
        (
            "a subclass",
            "import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
            class Mine extends McpServer { registerTool(name, config, run) { return super.registerTool(name, config, (...all) => run(...all)); } }
            const server = new Mine({ name: 'a', version: '1' });
            server.registerTool('weather', { description: 'Weather of a city', inputSchema: shape }, ({ city }) => ask(city));"
                .to_owned(),
        ),
        (
            "the second line",
            "import { McpServer } from '@modelcontextprotocol/server';
            new McpServer({}).registerTool('weather', { description: 'Weather of a city', inputSchema: object }, async ({ city }, ctx) => ask(city));"
                .to_owned(),
        ),
        (
            "apps",
            form("import { registerAppTool } from '@modelcontextprotocol/ext-apps/server';
                registerAppTool(server, 'weather', { description: 'Weather of a city', inputSchema: shape }, ({ city }) => ask(city));"),
        ),
        (
            "a handler that hands over a server",
            "import { createMcpHandler } from 'mcp-handler';
            export const GET = createMcpHandler((server) => {
                server.registerTool('weather', { description: 'Weather of a city', inputSchema: shape }, ({ city }) => ask(city));
            }, {});"
                .to_owned(),
        ),
        (
            "an agent",
            "import { McpAgent } from 'agents/mcp'; import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
            export class Mine extends McpAgent {
                server = new McpServer({ name: 'a', version: '1' });
                async init() { this.server.tool('weather', 'Weather of a city', shape, ({ city }) => ask(city)); }
            }"
            .to_owned(),
        ),
        (
            "a class that registers",
            form("class Weather { constructor(base) { this.base = base; }
                    register(server) { server.registerTool('weather', { description: 'Weather of a city', inputSchema: shape }, async ({ city }) => this.ask(city)); }
                    async ask(city) { return text(await fetch('https://probe.example/' + city)); } }
                new Weather('x').register(server);"),
        ),
        (
            "getters",
            form("class Weather { getName() { return 'weather'; }
                    getConfig() { return { description: 'Weather of a city', inputSchema: shape }; }
                    async exec({ city }) { return ask(city); } }
                const tool = new Weather();
                server.registerTool(tool.getName(), tool.getConfig(), (...all) => tool.exec(...all));"),
        ),
        (
            "classes below one that registers",
            form("class Base { constructor(schema) { this.schema = schema; }
                    installTo(server) { const config = { description: this.description, inputSchema: shape };
                        return server.registerTool(this.name, config, (args, extra) => this.run(args, extra)); }
                    async run(args) { return this.execute(args); } }
                class Weather extends Base { name = 'weather'; description = 'Weather of a city'; async execute({ city }) { return ask(city); } }
                [new Weather(object)].forEach((tool) => tool.installTo(server));"),
        ),
        (
            "a handler in two wrappers",
            form("const log = (name, run) => async (...all) => run(...all); const count = (run, name) => async (...all) => run(...all);
                server.registerTool('weather', { description: 'Weather of a city', inputSchema: shape }, log('weather', count(async ({ city }) => ask(city), 'x')));"),
        ),
        (
            "a loop with handlers in a table, wrapped under a name",
            form("const count = (name, run) => async (...all) => run(...all);
                const list = [{ name: 'weather', description: 'Weather of a city' }];
                const handlers = { weather: async ({ city }) => ask(city) };
                list.forEach((tool) => { const handler = handlers[tool.name]; const wrapped = count(tool.name, handler);
                    server.tool(tool.name, tool.description, shape, wrapped); });"),
        ),
        (
            "a constant's member",
            form("const TOOLS = Object.freeze({ WEATHER: 'weather' });
                server.tool(TOOLS.WEATHER, 'Weather of a city', shape, ({ city }) => ask(city));"),
        ),
        (
            "a loop over a list",
            form("const list = [{ name: 'weather', description: 'Weather of a city', inputSchema: shape, run: ({ city }) => ask(city) }];
                for (const tool of list) server.registerTool(tool.name, { description: tool.description, inputSchema: tool.inputSchema }, tool.run);"),
        ),
        (
            "a loop with a map of handlers",
            form("const list = [{ name: 'weather', description: 'Weather of a city', inputSchema: object }];
                const handlers = { weather: async ({ params }) => ask(params.city) };
                list.forEach((tool) => { server.tool(tool.name, tool.description, shape, async (args) => handlers[tool.name]({ params: args })); });"),
        ),
    ];
    let forms: Vec<(&str, &str)> = forms.iter().map(|(name, code)| (*name, code.as_str())).collect();
    check_all(&forms);
}

#[test]
fn low_level_servers_declare_tools_in_these_forms() {
    let low = "import { Server } from '@modelcontextprotocol/sdk/server/index.js';
        import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
        const server = new Server({ name: 'a', version: '1' }, { capabilities: { tools: {} } });";
    let list = "server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: [{ name: 'weather', description: 'Weather of a city', inputSchema: json }] }));";
    let form = |code: &str| format!("{low}{list}{code}");
    let forms = [
        (
            "switch",
            form("server.setRequestHandler(CallToolRequestSchema, async (request) => { const { name, arguments: args } = request.params;
                switch (name) { case 'weather': return ask(args.city); default: throw new Error(name); } });"),
        ),
        (
            "if",
            form("server.setRequestHandler(CallToolRequestSchema, async ({ params }) => { if (params.name === 'weather') { return ask(params.arguments.city); } });"),
        ),
        (
            "map of handlers",
            form("const handlers = { weather: (args) => ask(args.city) };
                server.setRequestHandler(CallToolRequestSchema, async (request) => handlers[request.params.name](request.params.arguments));"),
        ),
        (
            "Map",
            form("const handlers = new Map([['weather', (args) => ask(args.city)]]);
                server.setRequestHandler(CallToolRequestSchema, async (request) => handlers.get(request.params.name)(request.params.arguments));"),
        ),
        (
            "found in a list",
            format!("{low} const all = [{{ name: 'weather', description: 'Weather of a city', inputSchema: json, run: async (args) => ask(args.city) }}];
                server.setRequestHandler(ListToolsRequestSchema, async () => ({{ tools: all.map(({{ name, description, inputSchema }}) => ({{ name, description, inputSchema }})) }}));
                server.setRequestHandler(CallToolRequestSchema, async (request) => {{ const tool = all.find((one) => one.name === request.params.name);
                    return tool.run(request.params.arguments); }});"),
        ),
        (
            "a list of which some are left out",
            form("").replace(list, "const every = [{ name: 'weather', description: 'Weather of a city', inputSchema: json }]; const few = every.slice(0, 1);
                server.setRequestHandler(ListToolsRequestSchema, async () => { const some = process.env.FEW ? few : every; const tools = some.filter((tool) => tool.name !== process.env.LESS); return { tools }; });")
                + "server.setRequestHandler(CallToolRequestSchema, async (request) => ask(request.params.arguments.city));",
        ),
        (
            "a converted schema",
            format!("import {{ zodToJsonSchema }} from 'zod-to-json-schema'; {low}
                server.setRequestHandler(ListToolsRequestSchema, async () => ({{ tools: [{{ name: 'weather', description: 'Weather of a city', inputSchema: zodToJsonSchema(object) }}] }}));
                server.setRequestHandler(CallToolRequestSchema, async (request) => {{ const args = object.parse(request.params.arguments); return ask(args.city); }});"),
        ),
        (
            "methods by name",
            "import { Server } from '@modelcontextprotocol/server'; const server = new Server({ name: 'a', version: '1' }, {});
            server.setRequestHandler('tools/list', () => ({ tools: [{ name: 'weather', description: 'Weather of a city', inputSchema: json }] }));
            server.setRequestHandler('tools/call', async (request) => { if (request.params.name === 'weather') return ask(request.params.arguments.city); });"
                .to_owned(),
        ),
        (
            "the server inside",
            "import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
            import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
            const mcp = new McpServer({ name: 'a', version: '1' });
            mcp.server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: [{ name: 'weather', description: 'Weather of a city', inputSchema: json }] }));
            mcp.server.setRequestHandler(CallToolRequestSchema, async (request) => ask(request.params.arguments.city));"
                .to_owned(),
        ),
        (
            "a schema made on the spot",
            format!("{low}
                server.setRequestHandler(z.object({{ method: z.literal('tools/list') }}), () => ({{ tools: [{{ name: 'weather', description: 'Weather of a city', inputSchema: json }}] }}));
                server.setRequestHandler(z.object({{ method: z.literal('tools/call'), params: z.any() }}), async (request) => ask(request.params.arguments.city));"),
        ),
        (
            "the handler of all requests",
            "import { Server } from '@modelcontextprotocol/sdk/server/index.js';
            const server = new Server({ name: 'a', version: '1' }, {});
            server.fallbackRequestHandler = async (request) => {
                if (request.method === 'tools/list') return { tools: [{ name: 'weather', description: 'Weather of a city', inputSchema: json }] };
                if (request.method === 'tools/call') return ask(request.params.arguments.city);
            };"
            .to_owned(),
        ),
        (
            "no library",
            "import readline from 'node:readline';
            const answer = (id, result) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n');
            const call = async (params) => ask(params.arguments.city);
            readline.createInterface({ input: process.stdin }).on('line', async (line) => {
                const request = JSON.parse(line);
                switch (request.method) {
                    case 'tools/list': return answer(request.id, { tools: [{ name: 'weather', description: 'Weather of a city', inputSchema: json }] });
                    case 'tools/call': return answer(request.id, await call(request.params));
                }
            });"
            .to_owned(),
        ),
    ];
    let forms: Vec<(&str, &str)> = forms.iter().map(|(name, code)| (*name, code.as_str())).collect();
    check_all(&forms);
}

#[test]
fn other_libraries_declare_tools_in_these_forms() {
    check_all(&[
        (
            "fastmcp",
            "import { FastMCP } from 'fastmcp'; const server = new FastMCP({ name: 'a', version: '1.0.0' });
            server.addTool({ name: 'weather', description: 'Weather of a city', parameters: object, execute: async ({ city }) => ask(city) });",
        ),
        (
            "fastmcp, several",
            "import { FastMCP } from 'fastmcp'; const server = new FastMCP({ name: 'a', version: '1.0.0' });
            server.addTools([{ name: 'weather', description: 'Weather of a city', parameters: object, execute: async ({ city }) => ask(city) }]);",
        ),
        (
            "litemcp",
            "import { LiteMCP } from 'litemcp'; const server = new LiteMCP('a', '1');
            server.addTool({ name: 'weather', description: 'Weather of a city', parameters: object, execute: async (args) => ask(args.city) });",
        ),
        (
            "mcp-framework",
            "import { MCPTool } from 'mcp-framework';
            export default class Weather extends MCPTool { name = 'weather'; description = 'Weather of a city';
                schema = { city: { type: z.string(), description: 'c' } }; async execute(input) { return ask(input.city); } }",
        ),
        (
            "nuxt",
            "import { defineMcpTool } from '@nuxtjs/mcp-toolkit';
            export default defineMcpTool({ name: 'weather', description: 'Weather of a city', inputSchema: shape, handler: async ({ city }) => ask(city) });",
        ),
        (
            "easy-mcp",
            "import { BaseMCP } from 'easy-mcp'; const mcp = BaseMCP.create('a', { version: '1' });
            mcp.tool({ name: 'weather', description: 'Weather of a city', inputs: [{ name: 'city', type: 'string' }], fn: async ({ city }) => ask(city) });",
        ),
        (
            "mastra",
            "import { MCPServer } from '@mastra/mcp'; import { createTool } from '@mastra/core/tools';
            const weather = createTool({ id: 'weather', description: 'Weather of a city', inputSchema: object, execute: async ({ city }) => ask(city) });
            new MCPServer({ name: 'a', version: '1', tools: { weather } });",
        ),
        (
            "mastra, in the older line",
            "import { MCPServer } from '@mastra/mcp'; import { createTool } from '@mastra/core/tools';
            const weather = createTool({ id: 'weather', description: 'Weather of a city', inputSchema: object, execute: async ({ context }) => ask(context.city) });
            new MCPServer({ name: 'a', version: '1', tools: { weather } });",
        ),
        (
            "tmcp",
            "import { McpServer } from 'tmcp'; const server = new McpServer({ name: 'a' }, {});
            server.tool({ name: 'weather', description: 'Weather of a city', schema: object }, async ({ city }) => ask(city));",
        ),
        (
            "tmcp, defined before",
            "import { McpServer } from 'tmcp'; import { defineTool } from 'tmcp/tool'; const server = new McpServer({ name: 'a' }, {});
            server.tools([defineTool({ name: 'weather', description: 'Weather of a city', schema: object }, async ({ city }) => ask(city))]);",
        ),
        (
            "muppet",
            "import { Hono } from 'hono'; import { muppet, describeTool, mValidator } from 'muppet'; const app = new Hono();
            app.post('/weather', describeTool({ name: 'weather', description: 'Weather of a city' }), mValidator('json', object),
                async (c) => { const { city } = c.req.valid('json'); return c.json(await ask(city)); });
            muppet(app, { name: 'a', version: '1' });",
        ),
        (
            "mcp-lite",
            "import { McpServer } from 'mcp-lite'; const server = new McpServer({ name: 'a', version: '1' });
            server.tool('weather', { description: 'Weather of a city', inputSchema: object, handler: async ({ city }) => ask(city) });",
        ),
        (
            "mcp-use",
            "import { MCPServer } from 'mcp-use'; const server = new MCPServer({ name: 'a', version: '1' });
            server.tool({ name: 'weather', description: 'Weather of a city', inputSchema: object }, async ({ city }) => ask(city));",
        ),
        (
            "mcp-use, in the older line",
            "import { createMCPServer } from 'mcp-use/server'; const server = createMCPServer('a', { version: '1' });
            server.tool({ name: 'weather', description: 'Weather of a city', inputs: [{ name: 'city', type: 'string' }], cb: async ({ city }) => ask(city) });",
        ),
        (
            "skybridge",
            "import { McpServer } from 'skybridge/server'; const server = new McpServer({ name: 'a', version: '1' });
            server.registerTool({ name: 'weather', description: 'Weather of a city', inputSchema: shape }, async ({ city }) => ask(city));",
        ),
        (
            "skybridge, with a widget",
            "import { McpServer } from 'skybridge/server'; const server = new McpServer({ name: 'a', version: '1' });
            server.registerWidget('weather', { description: 'A view' }, { description: 'Weather of a city', inputSchema: shape }, async ({ city }) => ask(city));",
        ),
        (
            "claude agent",
            "import { tool, createSdkMcpServer } from '@anthropic-ai/claude-agent-sdk';
            createSdkMcpServer({ name: 'a', version: '1', tools: [tool('weather', 'Weather of a city', shape, async ({ city }) => ask(city))] });",
        ),
        (
            "genkit",
            "import { genkit } from 'genkit'; import { createMcpServer } from '@genkit-ai/mcp'; const ai = genkit({});
            ai.defineTool({ name: 'weather', description: 'Weather of a city', inputSchema: object }, async ({ city }) => ask(city));
            createMcpServer(ai, { name: 'a', version: '1' });",
        ),
        (
            "compiled decorators",
            "import { Tool } from '@rekog/mcp-nest';
            const __decorate = function (decorators, target, key, desc) { return desc; };
            class Weather { async weather({ city }, context) { return ask(city); } }
            __decorate([Tool({ name: 'weather', description: 'Weather of a city', parameters: object })], Weather.prototype, 'weather', null);
            export { Weather };",
        ),
        (
            "names by keys",
            "import { createMcpServer, tool } from '@supabase/mcp-utils';
            createMcpServer({ name: 'a', version: '1', tools: async () => ({
                weather: tool({ description: 'Weather of a city', parameters: object, execute: async ({ city }) => ask(city) }) }) });",
        ),
        (
            "generated from a document",
            "import { Server } from '@modelcontextprotocol/sdk/server/index.js';
            import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
            const server = new Server({ name: 'a', version: '1' }, {});
            const toolDefinitionMap = new Map([['weather', { name: 'weather', description: 'Weather of a city', inputSchema: json, method: 'get', pathTemplate: '/w' }]]);
            server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: Array.from(toolDefinitionMap.values()).map((def) => ({ name: def.name, description: def.description, inputSchema: def.inputSchema })) }));
            server.setRequestHandler(CallToolRequestSchema, async (request) => { const { name, arguments: args } = request.params; return executeApiTool(name, toolDefinitionMap.get(name), args ?? {}); });
            async function executeApiTool(name, definition, args) { return ask(args.city); }",
        ),
    ]);
}

#[test]
fn decorators_declare_tools() {
    let forms = [
        "import { Tool } from '@rekog/mcp-nest';
        export class Weather { @Tool({ name: 'weather', description: 'Weather of a city', parameters: object })
            async weather({ city }: any, context: any) { return ask(city); } }",
        "import { Tool, Payload, Ctx } from '@rekog/mcp-nest';
        export class Weather { @Tool({ name: 'weather', description: 'Weather of a city', parameters: object })
            async run(@Ctx() context: any, @Payload() args: any) { return ask(args.city); } }",
        "import { Tool } from '@rekog/mcp-nest';
        export class Weather { @Tool({ description: 'Weather of a city', parameters: object }) async weather({ city }: any) { return ask(city); } }",
        "import { Resolver, Tool } from '@nestjs-mcp/server';
        @Resolver() export class Weather { @Tool({ name: 'weather', description: 'Weather of a city', paramsSchema: shape })
            async weather({ city }: any, extra: any) { return ask(city); } }",
        "import { EasyMCP, Tool } from 'easy-mcp';
        export class Weather extends EasyMCP { @Tool({ description: 'Weather of a city', parameters: [{ name: 'city', type: 'string' }] })
            async weather(city: string, context: any) { return ask(city); } }",
    ];
    for code in forms {
        assert_eq!(tools("index.ts", &format!("{AROUND}{code}")), [WEATHER], "{code}");
    }
}

#[test]
fn a_module_can_be_a_tool() {
    let code = format!(
        "{AROUND} import type {{ ToolMetadata }} from 'xmcp';
        export const schema = shape;
        export const metadata: ToolMetadata = {{ name: 'weather', description: 'Weather of a city' }};
        export default async function weather({{ city }}: any) {{ return ask(city); }}"
    );
    assert_eq!(tools("src/tools/weather.ts", &code), [WEATHER]);
}
