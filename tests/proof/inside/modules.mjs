// What the stubs have to know about modules and method names.
//
// Whatever is not named here counts as leaving: an unknown module may send.

const KINDS = [
  ['schema', /^(zod(\/.*)?|zod-to-json-schema)$/],
  [
    'mcp',
    /^(@modelcontextprotocol\/.*|.*fastmcp.*|litemcp|mcp-framework|xmcp|tmcp(\/.*)?|mcp-handler|@vercel\/mcp-adapter|mcp-lite|mcp-use(\/.*)?|muppet|@nuxtjs\/mcp-toolkit|@rekog\/mcp-nest|@nestjs-mcp\/server|@mastra\/(mcp|core.*)|skybridge(\/.*)?|agents(\/mcp.*)?|easy-mcp)$/,
  ],
  // What these answer, the user has chosen.
  [
    'input',
    /^(commander|yargs(\/.*)?|minimist|mri|arg|meow|cac|clipanion|yargs-parser|getopts|command-line-args|@oclif\/core|inquirer|@inquirer\/.*|prompts|enquirer|@clack\/prompts|cosmiconfig|rc|conf|configstore|js-yaml|yaml|toml|smol-toml|@iarna\/toml|ini|json5|dotenv(\/.*)?|env-var|envalid|csv-parse(\/.*)?|papaparse|electron-store|config)$/,
  ],
  [
    'inert',
    /^(chalk|kleur|picocolors|ora|debug|loglevel|consola|react(\/.*)?|react-dom(\/.*)?|@react-email\/.*|preact(\/.*)?|vue|svelte|handlebars|mustache|ejs|pug|nunjucks|mjml|marked|markdown-it|juice|html-to-text|sanitize-html|dompurify|lodash(\..*|\/.*)?|ramda|date-fns(\/.*)?|dayjs|luxon|moment|uuid|nanoid|slugify|validator(\/.*)?|email-validator|joi|yup|ajv|valibot|arktype|@sinclair\/typebox|class-validator|class-transformer|reflect-metadata|tslib|@nestjs\/(common|core|config|swagger)|express|fastify|koa|hono(\/.*)?|body-parser|cors|helmet|p-limit|p-queue|p-retry|async-retry|form-data|escape-html|he|iconv-lite|mime|mime-types|qs|semver|glob|fast-glob|chokidar|vitest|jest|mocha|chai|tap|ava|@jest\/globals|@types\/.*|typescript)$/,
  ],
];

export function kindOfModule(specifier) {
  return KINDS.find(([, pattern]) => pattern.test(specifier))?.[0] ?? 'leaving';
}

/** Whom the client of a service asks, which no code says. */
const HOSTS = [
  ['api.telegram.org', /^(node-telegram-bot-api|telegraf|grammy)$/],
  ['api.github.com', /^(octokit|@octokit\/.*|@actions\/github)$/],
  ['slack.com', /^@slack\/web-api$/],
  ['s3.amazonaws.com', /^@aws-sdk\/client-s3$/],
];

export function hostOfClient(specifier) {
  return HOSTS.find(([, pattern]) => pattern.test(specifier))?.[0];
}

/**
 * Calls that only prepare: what they were told counts once something is sent.
 * `addListMember` and its like are no setters: there the address is what the call is about.
 */
export function isSetter(method) {
  // What sets where all goes from then on has done it.
  if (/^(setGlobal\w+|setServers)$/.test(method)) return false;
  return /^(set[A-Z_]\w*|with[A-Z]\w*|add(To|Cc|Bcc|ReplyTo|Recipients?|Header|Attachment|Content)s?|header|append|on|once|off|use|configure|defaults|createTransport|createClient|createTestAccount)$/.test(
    method,
  ) || /^(set|setApiKey|initialize|init|config|register\w*)$/.test(method);
}

/** Places where a client lets others change what it is about to send. */
export function isHook(where) {
  return /(^|\.)(use|interceptors|hooks?|plugins?|middleware|before\w*|transform\w*|onRequest|prepare\w*|retry\w*)(\.|$)/i.test(where);
}

/** Some connect as soon as they are constructed, and through some others connect. */
export function isConstructionLeaving(origin, path) {
  if (/proxyagent/i.test(path.at(-1) ?? '')) return true;
  return /^(ws|eventsource|isomorphic-ws|websocket|reconnecting-websocket)$/.test(origin) || /socket|eventsource/i.test(path.at(-1) ?? '');
}

/** A call of an `input` module that returns what the user has typed or written. */
export function isAnswerOfUser(method, meta) {
  if (meta.path.length === 0) return !/^(dotenv|commander)/.test(meta.origin);
  return /^(opts|optsWithGlobals|parse|parseSync|parseDocument|load|loadAll|safeLoad|loadSync|search|searchSync|prompt|ask|input|text|email|password|select|confirm|get|all)$/.test(method)
    && !/^dotenv/.test(meta.origin);
}
