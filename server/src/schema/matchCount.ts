// How much of a value a branch of `anyOf` or `oneOf` looks at. Of branches that all fail, the server shows the errors of
// the one that looked at most, the first of equals; so the count decides what a person reads.
// Source: k8s.io/kube-openapi/pkg/validation/validate (Result.MatchCount and where it is raised), 1.36.
import { isMapping } from '../api/customResources/structuralSchema.ts';
import { compiled } from './compiled.ts';
import type { JsonSchema } from './jsonSchemaOf.ts';

const schemasOf = (list: unknown): readonly JsonSchema[] => (Array.isArray(list) ? list.filter(isMapping) : []);

const passes = (schema: JsonSchema, value: unknown): boolean => compiled(schema).errors(value).length === 0;

/** The branch whose errors are shown where no branch fits: its position. */
export function bestBranch(branches: readonly JsonSchema[], value: unknown): number {
  const counts = branches.map((branch) => matchCount(branch, value));
  return counts.indexOf(Math.max(...counts));
}

function matchCount(schema: JsonSchema, value: unknown): number {
  const types = Array.isArray(schema['type']) ? schema['type'] : undefined;
  const typed = types !== undefined || 'format' in schema;
  const typeFits = types === undefined || passes({ type: types }, value);
  const ofType = typed ? (typeFits ? 1 : 0) : 0;
  if (value === null) return ofType;
  // Every validator that applies counts once, the schema as a whole once more.
  let count = (typed ? ofType + 1 : 0) + 2 + branchCount(schema, value) + 1 + 1;
  if (typeof value === 'string') count += 'format' in schema ? 2 : 1;
  else if (typeof value === 'number') count += 2;
  else if (Array.isArray(value)) count += 2 + itemsCount(schema, value);
  else if (isMapping(value)) count += 1 + fieldsCount(schema, value);
  return count;
}

/** What the branches within a branch add. */
function branchCount(schema: JsonSchema, value: unknown): number {
  let count = 0;
  for (const keyword of ['anyOf', 'oneOf']) {
    const branches = schemasOf(schema[keyword]);
    if (branches.length === 0) continue;
    const fitting = branches.filter((branch) => passes(branch, value));
    if (keyword === 'oneOf' && fitting.length > 1) continue;
    const shown = fitting[0] ?? branches[bestBranch(branches, value)];
    if (shown !== undefined) count += matchCount(shown, value);
  }
  for (const branch of schemasOf(schema['allOf'])) count += matchCount(branch, value);
  return count;
}

function itemsCount({ items }: JsonSchema, value: readonly unknown[]): number {
  if (!isMapping(items)) return 0;
  return value.reduce<number>((sum, item) => sum + matchCount(items, item), 0);
}

function fieldsCount({ properties, additionalProperties }: JsonSchema, value: JsonSchema): number {
  let count = 0;
  for (const key of Object.keys(value)) {
    if (isMapping(properties) && Object.hasOwn(properties, key)) {
      if (isMapping(properties[key])) count += matchCount(properties[key], value[key]);
    } else if (isMapping(additionalProperties)) count += matchCount(additionalProperties, value[key]);
  }
  return count;
}
