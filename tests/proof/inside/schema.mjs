// A small zod: enough to know what a tool asks for, to make up such arguments, and to apply defaults and transforms.
// It understands JSON Schema as well, which low-level servers write by hand.

const nodes = new WeakMap();

/** The module `zod`, as far as tools need it. */
export function createSchemas(session) {
  function node(kind, parts = {}) {
    const self = { kind, optional: false, transforms: [], ...parts };
    const proxy = new Proxy(function schema() {}, {
      get(_, key) {
        if (key === 'then') return undefined;
        if (key === '_def' || key === 'def') return { typeName: `Zod${kind}`, type: kind, shape: () => self.shape };
        if (key === 'shape') return self.shape ?? {};
        if (key === 'element') return self.element;
        if (key === 'options') return self.values ?? self.members;
        if (key === 'enum' || key === 'Enum' || key === 'Values') return Object.fromEntries((self.values ?? []).map((one) => [one, one]));
        if (key === '~standard') return { version: 1, vendor: 'zod', validate: (input) => ({ value: parse(self, input) }) };
        if (typeof key === 'symbol') return undefined;
        return (...args) => method(self, key, args, proxy);
      },
      has: (_, key) => typeof key === 'string',
    });
    nodes.set(proxy, self);
    return proxy;
  }

  function method(self, key, args, proxy) {
    const copy = (parts) => node(self.kind, { ...self, ...parts });
    switch (key) {
      case 'describe':
      case 'meta':
        session.tools.show(args);
        return copy({});
      case 'optional':
      case 'nullish':
        return copy({ optional: true });
      case 'default':
      case 'prefault':
      case 'catch':
        return copy({ optional: true, fallback: args[0] });
      case 'array':
        return node('array', { element: proxy });
      case 'or':
        return node('union', { members: [proxy, args[0]] });
      case 'and':
        return node('object', { shape: { ...self.shape, ...args[0]?.shape } });
      case 'extend':
      case 'augment':
      case 'safeExtend':
      case 'merge':
        return copy({ shape: { ...self.shape, ...(nodes.has(args[0]) ? args[0].shape : args[0]) } });
      case 'pick':
      case 'omit':
        return copy({ shape: Object.fromEntries(Object.entries(self.shape).filter(([name]) => name in args[0] === (key === 'pick'))) });
      case 'partial':
        return copy({ shape: Object.fromEntries(Object.entries(self.shape).map(([name, one]) => [name, one.optional()])) });
      case 'keyof':
        return node('enum', { values: Object.keys(self.shape) });
      case 'transform':
      case 'overwrite':
        return copy({ transforms: [...self.transforms, args[0]] });
      case 'pipe':
        return copy({ transforms: [...self.transforms, (input) => parse(nodes.get(args[0]), input)] });
      case 'parse':
        return parse(self, args[0]);
      case 'parseAsync':
        return Promise.resolve(parse(self, args[0]));
      case 'safeParse':
        return { success: true, data: parse(self, args[0]) };
      case 'safeParseAsync':
      case 'spa':
        return Promise.resolve({ success: true, data: parse(self, args[0]) });
      case 'unwrap':
        return copy({ optional: false });
      case 'refine':
      case 'superRefine':
      case 'check':
        // A refinement may do anything, also send.
        for (const refinement of args) if (typeof refinement === 'function') session.queue.add(refinement, `zod.${key}`);
        return proxy;
      case 'toString':
        return 'schema';
      default:
        return proxy;
    }
  }

  const factories = {
    object: (shape = {}) => node('object', { shape }),
    strictObject: (shape = {}) => node('object', { shape }),
    looseObject: (shape = {}) => node('object', { shape }),
    array: (element) => node('array', { element }),
    set: (element) => node('array', { element }),
    tuple: (members) => node('tuple', { members }),
    enum: (values) => node('enum', { values: Array.isArray(values) ? values : Object.values(values) }),
    nativeEnum: (values) => node('enum', { values: Object.values(values) }),
    literal: (value) => node('enum', { values: Array.isArray(value) ? value : [value] }),
    union: (members) => node('union', { members }),
    discriminatedUnion: (_, members) => node('union', { members }),
    intersection: (left, right) => left.and(right),
    record: (_, value) => node('record', { element: value }),
    map: (_, value) => node('record', { element: value }),
    lazy: (make) => node('lazy', { make }),
    optional: (inner) => inner.optional(),
    nullable: (inner) => inner,
    preprocess: (before, inner) => node(nodes.get(inner).kind, { ...nodes.get(inner), transforms: [before] }),
    toJSONSchema: (schema) => schema,
  };
  const NUMBERS = new Set(['number', 'int', 'bigint', 'float32', 'float64', 'int32', 'nan']);
  const CONSTANTS = new Set(['boolean', 'date', 'any', 'unknown', 'custom', 'never', 'void', 'null', 'undefined', 'function', 'instanceof']);

  const namespace = new Proxy(factories, {
    get(_, key) {
      if (key === 'then' || typeof key === 'symbol') return undefined;
      if (key === '__esModule') return true;
      if (key === 'z' || key === 'default' || key === 'coerce' || key === 'iso' || key === 'core') return namespace;
      if (key === 'ZodError' || key === '$ZodError') return class ZodError extends Error {};
      if (/^Zod[A-Z]/.test(key)) return class {};
      if (Object.hasOwn(factories, key)) return factories[key];
      if (key === 'stringbool') return () => node('boolean');
      if (NUMBERS.has(key)) return () => node('number');
      // The rest are formats of text: `z.email()`, `z.url()`.
      return () => node(CONSTANTS.has(key) ? key : 'string', { format: key });
    },
  });

  function parse(self, input) {
    if (!self) return input;
    let output = input === undefined && 'fallback' in self ? valueOf(self.fallback) : input;
    if (self.shape && output && typeof output === 'object' && !session.isThing(output)) {
      output = { ...output };
      for (const [name, schema] of Object.entries(self.shape)) {
        const parsed = parse(nodes.get(schema), output[name]);
        if (parsed !== undefined) output[name] = parsed;
      }
    }
    for (const transform of self.transforms) output = transform(output, { addIssue() {}, issues: [] });
    return output;
  }

  const valueOf = (fallback) => (typeof fallback === 'function' ? fallback() : fallback);

  /** Arguments as a user would choose them; `round` walks through enumerations. */
  function example(schema, name, round) {
    const self = nodes.get(schema);
    if (self) return ofNode(self, name, round);
    if (!schema || typeof schema !== 'object') return session.chosen.value(name);
    if (isShape(schema)) return ofShape(schema, round);
    return ofJsonSchema(schema, name, round);
  }

  function ofNode(self, name, round) {
    if (self.optional && session.bare) return undefined;
    switch (self.kind) {
      case 'object':
        return ofShape(self.shape, round);
      case 'array':
        return [1, 2].map((number) => example(self.element, `${name}-${number}`, round));
      case 'tuple':
        return self.members.map((member, index) => example(member, `${name}-${index}`, round));
      case 'record':
        return { first: example(self.element, name, round) };
      case 'enum':
        return self.values[round % self.values.length];
      case 'union':
        return example(self.members[round % self.members.length], name, round);
      case 'lazy':
        return round > 3 ? undefined : example(self.make(), name, round + 4);
      case 'number':
        return 3;
      case 'boolean':
        return /dry|test|preview|debug|sandbox/i.test(name) ? round % 2 === 1 : round % 2 === 0;
      case 'date':
        return new Date(session.clock.now());
      case 'string':
        return session.texts.argument(name, self.format);
      default:
        return session.chosen.thing(name);
    }
  }

  function ofShape(shape, round) {
    const made = {};
    for (const [name, schema] of Object.entries(shape)) {
      // mcp-framework wraps: { type: z.string(), description }.
      const inner = !nodes.has(schema) && nodes.has(schema?.type) ? schema.type : schema;
      const one = example(inner, name, round);
      if (one !== undefined) made[name] = one;
    }
    return made;
  }

  function ofJsonSchema(schema, name, round) {
    if (schema.enum) return schema.enum[round % schema.enum.length];
    if ('const' in schema) return schema.const;
    const choice = schema.oneOf ?? schema.anyOf;
    if (choice) return example(choice[round % choice.length], name, round);
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
    switch (type ?? (schema.properties ? 'object' : 'string')) {
      case 'object': {
        const required = new Set(schema.required ?? []);
        const made = {};
        for (const [key, inner] of Object.entries(schema.properties ?? {})) {
          if (!session.bare || required.has(key)) made[key] = example(inner, key, round);
        }
        return made;
      }
      case 'array':
        return [1, 2].map((number) => example(schema.items ?? { type: 'string' }, `${name}-${number}`, round));
      case 'number':
      case 'integer':
        return 3;
      case 'boolean':
        return round % 2 === 0;
      default:
        return session.texts.argument(name, schema.format);
    }
  }

  function isShape(schema) {
    const values = Object.values(schema);
    return values.length > 0 && values.every((value) => nodes.has(value) || nodes.has(value?.type));
  }

  /** How many rounds it takes to see every choice once. */
  function rounds(schema) {
    const self = nodes.get(schema);
    const inner = self ? [self.element, ...(self.members ?? []), ...Object.values(self.shape ?? {})] : schema && typeof schema === 'object' ? Object.values(schema.properties ?? schema) : [];
    const own = self?.values?.length ?? self?.members?.length ?? schema?.enum?.length ?? 1;
    return Math.min(12, Math.max(own, ...inner.filter(Boolean).map((one) => (one === schema || typeof one === 'string' ? 1 : rounds(one)))));
  }

  const fill = (schema, input) => (nodes.has(schema) ? parse(nodes.get(schema), input) : isRaw(schema) ? parse({ shape: schema, transforms: [] }, input) : input);
  const isRaw = (schema) => schema && typeof schema === 'object' && isShape(schema) && Object.values(schema).every((value) => nodes.has(value));

  return { namespace, example, rounds, fill, isSchema: (value) => nodes.has(value) || Boolean(value && typeof value === 'object' && (value.properties || isShape(value))) };
}
