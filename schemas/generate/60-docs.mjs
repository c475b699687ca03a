// server/src/schema/docs.generated.json: the documentation of types and fields, from the .d.ts files of the pinned
// package kubernetes-models (Kubernetes' own texts, Apache-2.0). Loaded lazily at run time; the build copies it to
// dist/docs.json. Fails where the package and the server's schema disagree about the fields of a type.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reachable, rootsOf } from './40-facts.mjs';

const VERSION = '5.1.0';
const camel = (id) =>
  id
    .split(/[.-]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');

/** The comment's text: stars and escapes removed, paragraphs kept. */
function textOf(comment) {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .replace(/\\([*"'`\\/])/g, '$1')
    .replaceAll('*\u200b/', '*/')
    .trim();
}

/** The interface of a .d.ts file: its documentation and that of each field. */
function parseInterface(source) {
  const match =
    /(?:\/\*\*([\s\S]*?)\*\/\s*)?export interface I\w+[^{]*\{\n?([\s\S]*?)\n?\}\n(?=\/\*\*|export|declare)/.exec(
      source,
    );
  if (!match) return undefined;
  const fields = new Map();
  for (const field of match[2].matchAll(/^ {4}(?:\/\*\*([\s\S]*?)\*\/\s+)?"([^"]+)"\??: /gm)) {
    fields.set(field[2], textOf(field[1] ?? ''));
  }
  return { text: textOf(match[1] ?? ''), fields };
}

function readPackage(folder) {
  const found = new Map();
  for (const name of readdirSync(folder, { recursive: true })) {
    const path = name.replaceAll('\\', '/');
    if (!path.endsWith('.d.ts') || path.startsWith('_schemas') || path.includes('node_modules')) continue;
    const source = readFileSync(join(folder, path), 'utf8');
    const alias = /\bI\w+ as I(IoK8s\w+)/.exec(source);
    const parsed = alias && parseInterface(source);
    if (parsed) found.set(alias[1], parsed);
  }
  return found;
}

export function generate({ root, facts, write }) {
  const path = 'server/src/schema/docs.generated.json';
  const script = readFileSync(fileURLToPath(import.meta.url), 'utf8');
  const stamp = createHash('sha256')
    .update([VERSION, script, JSON.stringify(facts)].join('\0'))
    .digest('hex')
    .slice(0, 16);
  const full = join(root, path);
  if (existsSync(full) && readFileSync(full, 'utf8').startsWith(`{"stamp":"${stamp}"`)) return;

  const models = join(root, 'node_modules/kubernetes-models');
  const { version } = JSON.parse(readFileSync(join(models, 'package.json'), 'utf8'));
  if (version !== VERSION) throw new Error(`kubernetes-models is ${version}, the schema is that of ${VERSION}`);
  const docs = new Map([
    ...readPackage(models),
    ...readPackage(join(root, 'node_modules/@kubernetes-models/apimachinery')),
  ]);

  const texts = [];
  const numbers = new Map();
  const number = (text) => {
    if (text === '') return -1;
    if (!numbers.has(text)) {
      numbers.set(text, texts.length);
      texts.push(text);
    }
    return numbers.get(text);
  };
  const types = {};
  const disagreements = [];
  for (const id of reachable(facts, rootsOf(facts))) {
    const doc = docs.get(camel(id));
    if (!doc || !facts[id].properties) continue;
    const ours = Object.keys(facts[id].properties).sort();
    const theirs = [...doc.fields.keys()].sort();
    if (ours.join() !== theirs.join()) {
      const missing = ours.filter((name) => !doc.fields.has(name));
      const extra = theirs.filter((name) => !ours.includes(name));
      disagreements.push(`${id}: missing [${missing}], unknown [${extra}]`);
    }
    const fields = {};
    for (const [name, text] of doc.fields) if (text !== '') fields[name] = number(text);
    types[id] = [number(doc.text), fields];
  }
  if (disagreements.length > 0) {
    throw new Error(`kubernetes-models and schema-facts.json disagree:\n${disagreements.join('\n')}`);
  }
  write(path, `${JSON.stringify({ stamp, types, texts })}\n`);
}
