// server/src/schema/validators.generated.mjs: one validating function per type, compiled by ajv to standalone code at
// build, so that nothing is compiled when the server starts. What JSON Schema cannot say (what Go's decoder takes for an
// int32, a quantity, a time) is a keyword of ours whose code calls server/src/schema/scalarForms.ts.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reachable, rootsOf, typeWord } from './40-facts.mjs';

const FORMS = {
  string: 'isString',
  bool: 'isBool',
  int32: 'isInt32',
  int64: 'isInt64',
  double: 'isDouble',
  quantity: 'isQuantity',
  intOrString: 'isIntOrString',
  time: 'isTime',
  microTime: 'isMicroTime',
  bytes: 'isBytes',
  raw: 'isRaw',
};

export async function generate({ root, facts, write }) {
  const path = 'server/src/schema/validators.generated.mjs';
  const sources = [
    JSON.stringify(facts),
    ...['50-validators.mjs', '40-facts.mjs'].map((name) =>
      readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8'),
    ),
  ];
  const stamp = `// ${createHash('sha256').update(sources.join('\0')).digest('hex')}`;
  const full = join(root, path);
  // Compiling takes two seconds: not again for the same input.
  if (existsSync(full) && readFileSync(full, 'utf8').startsWith(stamp)) return;

  const {
    default: Ajv,
    _,
    Name,
  } = (await import('ajv')).default.default ? (await import('ajv')).default : await import('ajv');
  const { default: standalone } = await import('ajv/dist/standalone/index.js').then((m) =>
    m.default.default ? m.default : m,
  );
  const ajv = new Ajv({
    allErrors: true,
    messages: false,
    inlineRefs: false,
    strict: true,
    strictTypes: false,
    allowUnionTypes: true,
    validateSchema: false,
    code: { source: true, esm: true, lines: false },
  });
  ajv.addKeyword({
    keyword: 'form',
    schemaType: 'string',
    code(context) {
      context.fail(_`!${new Name(FORMS[context.schema])}(${context.data})`);
    },
  });

  const ids = reachable(facts, rootsOf(facts));
  const numbers = new Map(ids.map((id, n) => [id, n]));
  const schemaOf = (word) => {
    if (word.startsWith('[]')) return { type: ['array', 'null'], items: schemaOf(word.slice(2)) };
    if (word.startsWith('{}')) return { type: ['object', 'null'], additionalProperties: schemaOf(word.slice(2)) };
    if (word.startsWith('#')) return { $ref: `t${numbers.get(word.slice(1))}` };
    return word === 'any' ? {} : { form: word };
  };
  const exported = {};
  for (const id of ids) {
    const properties = Object.entries(facts[id].properties ?? {}).map(([name, field]) => [
      name,
      schemaOf(typeWord(field, facts)),
    ]);
    const name = `t${numbers.get(id)}`;
    ajv.addSchema({
      $id: name,
      type: ['object', 'null'],
      properties: Object.fromEntries(properties),
      additionalProperties: false,
    });
    exported[name] = name;
  }
  const code = standalone(ajv, exported).replace(/^"use strict";/, '');
  const names = Object.values(FORMS).join(', ');
  write(path, `${stamp}\nimport { ${names} } from './scalarForms.ts';\n${code}\n`);
  write(
    path.replace('.mjs', '.d.mts'),
    [
      "import type { Validator } from './facts.ts';",
      ...ids.map((_, n) => `export declare const t${n}: Validator;`),
      '',
    ].join('\n'),
  );
}
