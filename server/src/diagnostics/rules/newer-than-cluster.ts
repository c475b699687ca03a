// Fields and kinds that the configured Kubernetes version does not have yet.
import { removeField } from '../../workspace/edit.ts';
import { fixOf } from '../repairs/repair.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { typeFact, typeNumberOf, type TypeRef } from '../../schema/facts.ts';
import { fieldSince, historyOf } from '../../schema/versions.ts';
import { formatVersion, NEWEST_MINOR } from '../kubernetesVersion.ts';
import { simpleRule } from '../rule.ts';

interface NewField {
  readonly path: FieldPath;
  readonly name: string;
  readonly minor: number;
}

const minorOf = (version: string | undefined): number | undefined =>
  version === undefined ? undefined : Number(version.slice(version.indexOf('.') + 1));

/** The written fields that came with a version, with that version. */
function* newFields(value: unknown, type: TypeRef, path: FieldPath): Iterable<NewField> {
  if (type.kind === 'list' && Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* newFields(item, type.items, [...path, index]);
  } else if (type.kind === 'map' && isMap(value)) {
    for (const [key, item] of Object.entries(value)) yield* newFields(item, type.values, [...path, { key }]);
  } else if (type.kind === 'struct' && isMap(value)) {
    const fact = typeFact(type.type);
    for (const [name, item] of Object.entries(value)) {
      const field = fact.fields.get(name);
      if (field === undefined) continue;
      const minor = minorOf(fieldSince(fact.id, name));
      if (minor !== undefined) yield { path: [...path, name], name, minor };
      yield* newFields(item, field.type, [...path, name]);
    }
  }
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const rule = simpleRule({
  code: 'newer-than-cluster',
  group: 'correctness',
  severity: 'error',
  kinds: 'all',
  scope: 'resource',
  covers: ['MO K8S002'],
  *find(node, { version }) {
    const { gvk } = node.resource;
    const since = minorOf(historyOf(gvk)?.since);
    if (since !== undefined && since > version.minor) {
      yield {
        path: ['apiVersion'],
        message: `${gvk.kind} of ${node.resource.apiVersion} came with 1.${since}; ${formatVersion(version)} does not serve it.`,
      };
      return;
    }
    const number = typeNumberOf(gvk);
    if (number === undefined || version.minor >= NEWEST_MINOR) return;
    for (const { path, name, minor } of newFields(node.root.value, { kind: 'struct', type: number }, [])) {
      if (minor <= version.minor) continue;
      yield {
        path,
        part: 'key',
        message: `"${name}" came with 1.${minor}; the API server of ${formatVersion(version)} refuses it as an unknown field.`,
        fixes: () => fixOf(node.resource, `Remove "${name}"`, removeField(node.resource, path), true),
      };
    }
  },
});
