// Short forms that people write where Kubernetes wants an object: `- regcred` for `- name: regcred`, `strategy: Recreate`
// for `type: Recreate` below it, `A=b` in `env`, `80:8080` in `ports`, a list where an object holds that list.
import parseArgv from 'string-argv';
import type { FieldPath } from '../../api/fieldPath.ts';
import type { GroupVersionKind } from '../../api/gvk.ts';
import type { FieldFact } from '../../schema/facts.ts';
import { fieldsAt, shapeOfField } from '../schemaView.ts';

/** What a short form means. */
export interface Expansion {
  readonly value: Readonly<Record<string, unknown>>;
  /** Whether nothing that is required is missing in it. */
  readonly whole: boolean;
}

/** A text as the list that is wanted: a command line is a list of words. */
export function wordsOf(path: FieldPath, text: string): readonly string[] {
  const last = path.at(-1);
  return last === 'command' || last === 'args' ? parseArgv(text) : [text];
}

type Fields = ReadonlyMap<string, FieldFact>;

/** The object that a value in its place was most likely meant to be. */
export function expansionOf(gvk: GroupVersionKind, path: FieldPath, value: unknown): Expansion | undefined {
  const fields = fieldsAt(gvk, path);
  const meant = fields && meantObject(gvk, path, fields, value);
  if (fields === undefined || meant === undefined) return undefined;
  const whole = [...fields.values()].every(({ name, required }) => !required || Object.hasOwn(meant, name));
  // Upstream marks these as optional and validation asks for them.
  const image = fields.has('image') && fields.has('command');
  return { value: meant, whole: whole && !image };
}

function meantObject(
  gvk: GroupVersionKind,
  path: FieldPath,
  fields: Fields,
  value: unknown,
): Readonly<Record<string, unknown>> | undefined {
  if (typeof value === 'number') return meantByNumber(fields, value);
  if (typeof value === 'string') return value === '' ? undefined : meantByText(fields, value);
  if (Array.isArray(value)) return meantByList(gvk, path, fields, value);
  return undefined;
}

function meantByNumber(fields: Fields, value: number): Readonly<Record<string, unknown>> | undefined {
  const key = ['containerPort', 'number', 'port'].find((name) => fields.has(name));
  return key === undefined ? undefined : { [key]: value };
}

function meantByText(fields: Fields, value: string): Readonly<Record<string, unknown>> | undefined {
  const pair = /^([^=\s]+)=(.*)$/s.exec(value);
  if (pair && fields.has('name') && fields.has('value')) return { name: pair[1], value: pair[2] };
  const ports = /^(?:\d+:)?(\d+)$/.exec(value);
  if (ports && fields.has('containerPort')) return { containerPort: Number(ports[1]) };
  const type = fields.get('type');
  if (type?.values?.includes(value) === true) return { type: value };
  if (value.startsWith('/') && fields.has('path')) return { path: value };
  if (fields.has('command') && !fields.has('name')) return { command: parseArgv(value) };
  const key = ['name', 'secretName', 'claimName'].find((name) => fields.has(name));
  return key === undefined ? undefined : { [key]: value };
}

/** The one list of the object whose items have the fields of these; capabilities are added. */
function meantByList(
  gvk: GroupVersionKind,
  path: FieldPath,
  fields: Fields,
  value: readonly unknown[],
): Readonly<Record<string, unknown>> | undefined {
  if (value.length > 0 && value.every((item) => typeof item === 'string') && fields.has('add') && fields.has('drop')) {
    return { add: value };
  }
  const keys = value.map((item) => (typeof item === 'object' && item !== null ? Object.keys(item) : []));
  if (keys.length === 0 || keys.some((names) => names.length === 0)) return undefined;
  const holders = [...fields.values()].filter((field) => {
    const items = shapeOfField(field) === 'list' ? fieldsAt(gvk, [...path, field.name, 0]) : undefined;
    return items !== undefined && keys.flat().every((key) => items.has(key));
  });
  const [only, ...others] = holders;
  return only === undefined || others.length > 0 ? undefined : { [only.name]: value };
}
