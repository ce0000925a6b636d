// The tools a package declares, whatever SDK it declares them with.

import { isClass } from './functions.mjs';
import { stubOf } from './stub.mjs';

const DECLARES = /^(tool|registerTool|registerToolTask|registerAppTool|addTool|addTools|tools|createTool|defineTool|defineMcpTool|prompt|registerPrompt|addPrompt|resource|registerResource|addResource|addResourceTemplate|resourceTemplate|describeTool)$/;
const HANDLERS = ['execute', 'handler', 'fn', 'cb', 'run', 'callback', 'load', 'createTask', 'call', 'func'];
const SCHEMAS = ['inputSchema', 'parameters', 'paramsSchema', 'schema', 'argsSchema', 'inputs', 'input'];

/** Calls whose texts a model gets to read. */
const SHOWS = /^(update|describe|meta|fromJsonSchema|McpServer|Server|FastMCP)$/;
const MOST_SHOWN = 5_000;
const DEEPEST_SHOWN = 12;

export function createTools(session) {
  const tools = [];
  const requests = new Map();
  const shown = new Set();

  function collect(meta, method, args) {
    if (SHOWS.test(method) || DECLARES.test(method)) show(args);
    if (method === 'setRequestHandler') requests.set(requestName(args[0]), args.at(-1));
    else if (DECLARES.test(method)) for (const one of args.flat()) declare(method, args, one);
  }

  /** One declaration: by positions, or as an object, or as a class. */
  function declare(method, args, one) {
    const handler = args.findLast((argument) => typeof argument === 'function' && !isClass(argument) && !session.schemas.isSchema(argument));
    if (isClass(one)) addInstance(construct(one));
    else if (one && typeof one === 'object' && !session.schemas.isSchema(one)) {
      const name = textOf(args[0]) ?? one.name ?? one.id ?? method;
      const own = HANDLERS.map((key) => one[key]).find((value) => typeof value === 'function');
      const run = own ? own.bind(one) : handler;
      if (run) add(name, schemaOf(one) ?? args.find((argument) => session.schemas.isSchema(argument)), run);
    } else if (textOf(one) !== null && one === args[0] && handler) {
      const config = args.find((argument) => argument && typeof argument === 'object');
      add(one, config && (session.schemas.isSchema(config) ? config : schemaOf(config)), handler);
    }
  }

  /** Remembers every text of a declaration, as it is when it is declared. */
  function show(value, depth = 0) {
    if (typeof value === 'string') {
      if (shown.size < MOST_SHOWN) shown.add(value);
    } else if (value && typeof value === 'object' && depth < DEEPEST_SHOWN && !stubOf(value)) {
      for (const one of Object.values(value)) show(one, depth + 1);
    }
  }

  function addInstance(instance) {
    for (const key of ['name', 'title', 'description', ...SCHEMAS]) if (!stubOf(instance?.[key])) show(instance?.[key]);
    const run = instance && HANDLERS.map((key) => instance[key]).find((value) => typeof value === 'function' && !stubOf(value));
    if (run) add(textOf(instance.name) ?? 'tool', schemaOf(instance), run.bind(instance));
  }

  function construct(type) {
    try {
      return new type();
    } catch {
      return null;
    }
  }

  function add(name, schema, run) {
    if (!tools.some((tool) => tool.name === name && tool.run === run)) tools.push({ name: String(name), schema, run });
  }

  /** All tools, those of a low-level server included: it is asked for its list first. */
  async function list() {
    const listing = requests.get('ListTools');
    const calling = requests.get('CallTool');
    if (calling) {
      const answer = listing ? await session.call('ListTools', () => listing({ method: 'tools/list', params: {} }, extra())) : null;
      show(answer?.tools);
      for (const tool of answer?.tools ?? []) {
        add(tool.name, tool.inputSchema, (input, context) =>
          calling({ method: 'tools/call', params: { name: tool.name, arguments: input } }, context),
        );
      }
    }
    return tools;
  }

  /** What a handler gets beside its arguments. */
  function extra() {
    return session.remote.inert('extra');
  }

  return { collect, list, extra, addInstance, show, shown };
}

function requestName(schema) {
  if (typeof schema === 'string') return { 'tools/list': 'ListTools', 'tools/call': 'CallTool' }[schema] ?? schema;
  const last = stubOf(schema)?.path.at(-1) ?? '';
  return last.replace(/RequestSchema$/, '');
}

function schemaOf(config) {
  return SCHEMAS.map((key) => config[key]).find((value) => value !== undefined && !stubOf(value));
}

const textOf = (value) => (typeof value === 'string' ? value : null);
