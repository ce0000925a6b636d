// The tools a package declares, whatever SDK it declares them with.

import { isClass } from './functions.mjs';
import { stubOf } from './stub.mjs';

const DECLARES = /^(tool|registerTool|registerToolTask|registerAppTool|addTool|addTools|tools|createTool|defineTool|defineMcpTool|prompt|registerPrompt|addPrompt|resource|registerResource|addResource|addResourceTemplate|resourceTemplate|describeTool)$/;
const HANDLERS = ['execute', 'handler', 'fn', 'cb', 'run', 'callback', 'load', 'createTask', 'call', 'func'];
const SCHEMAS = ['inputSchema', 'parameters', 'paramsSchema', 'schema', 'argsSchema', 'inputs', 'input'];

export function createTools(session) {
  const tools = [];
  const requests = new Map();

  function collect(meta, method, args) {
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

  function addInstance(instance) {
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

  return { collect, list, extra, addInstance };
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
