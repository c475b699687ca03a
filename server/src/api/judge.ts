// Decode → default → prepare → validate: what both the editor and the engine's API server do to an object, in one
// place. The editor looks at all problems; the engine stops at the first stage that has one (`firstStage`).
import { customRules, type ValueCheck } from './customResources/rules.ts';
import type { Decoder } from './decoder.ts';
import { formatPath } from './fieldPath.ts';
import { gvkKey, type KnownKind } from './gvk.ts';
import { kinds } from './kinds/kinds.generated.ts';
import type { ApiObject, KindRules } from './kindRules.ts';
import { NOTHING_AROUND, type Surroundings } from './surroundings.ts';
import { dropRepeatedOwners, keepSystemFields, wipeSystemFields } from './validation/objectMeta.ts';
import { problemOf, type Problem, type Stage } from './problem.ts';
import { isNamespaced } from './resource.ts';

/** An object as it would be stored, and what speaks against storing it. */
export interface Judgement {
  readonly object: ApiObject;
  /** In the order of stages; within a stage in the order in which the server finds them. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

const rulesByKind = new Map<string, KindRules>(kinds.map((rules) => [gvkKey(rules.gvk), rules]));

/** The rules of a kind, or undefined where there are none (its objects are only decoded). */
export const rulesOf = (gvk: KnownKind, decoder: Pick<Decoder, 'checkValue'>): KindRules | undefined =>
  gvk.custom === undefined ? rulesByKind.get(gvkKey(gvk)) : customRules(gvk.custom, decoder.checkValue);

/**
 * Judges a create, or with `old` (an object as stored) an update. Pure; never throws on any `value`.
 * `value` is JSON as parsed from YAML; `around` what else is known. The object given back is fresh.
 */
export function judge(
  decoder: Decoder,
  gvk: KnownKind,
  value: unknown,
  old?: ApiObject,
  around: Surroundings = NOTHING_AROUND,
): Judgement {
  const decoded = decoder.decode(gvk, value);
  const rules = rulesOf(gvk, decoder);
  if (!rules) return { object: decoded.object, problems: decoded.problems, warnings: [] };
  const object = decoded.object;
  // The request for an object without a namespace names none, and the server takes the request's.
  // Source: staging/src/k8s.io/apiserver/pkg/registry/rest/meta.go (EnsureObjectNamespaceMatchesRequestNamespace).
  if (object.metadata?.namespace !== undefined && isNamespaced(gvk) === false) delete object.metadata.namespace;
  const repeated = dropRepeatedOwners(object.metadata);
  rules.setDefaults?.(object);
  const refusals = rules.admit?.(object, old, around) ?? [];
  const errors = judgeDecoded(rules, object, old, decoder.checkValue);
  rules.storeAndRead?.(object);
  // What is read back from the store is defaulted again: a Job without labels has those that its template was given.
  rules.setDefaults?.(object);
  return {
    object,
    problems: [...decoded.problems, ...marked(errors.map((error) => problemOf(error))), ...refusals],
    warnings: [...repeated, ...(rules.warnings?.(object, old) ?? [])],
  };
}

function judgeDecoded(rules: KindRules, object: ApiObject, old: ApiObject | undefined, check: ValueCheck) {
  if (old === undefined) {
    wipeSystemFields(object);
    rules.prepareForCreate?.(object);
    return rules.validate(object, check);
  }
  keepSystemFields(object, old);
  rules.prepareForUpdate?.(object, old);
  return rules.validateUpdate ? rules.validateUpdate(object, old, check) : rules.validate(object, check);
}

/**
 * Marks what only says again what an earlier error of the same place says: the very same sentence, a form that an absent
 * value does not have, a selector that cannot be used because one of its parts is wrong, what a value of the wrong type
 * does not have either.
 */
function marked(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length < 2) return problems;
  const said = new Set<string>();
  const missing = new Set<string>();
  const above = new Set<string>();
  const wrong = new Set<string>();
  return problems.map((problem) => {
    const { path, reason, message } = problem;
    const place = formatPath(path);
    const sentence = `${place}\n${message}`;
    const unusable = reason === 'Invalid' && path.at(-1) === 'selector' && above.has(place);
    const mistyped = wrong.size > 0 && path.some((_, index) => wrong.has(formatPath(path.slice(0, index + 1))));
    const followUp = missing.has(place) || said.has(sentence) || unusable || mistyped;
    said.add(sentence);
    if (reason === 'Required') missing.add(place);
    if (reason === 'TypeInvalid') wrong.add(place);
    for (let length = 1; length < path.length; length++) above.add(formatPath(path.slice(0, length)));
    return followUp ? { ...problem, followUp } : problem;
  });
}

const STAGES: readonly Stage[] = ['decode', 'validate', 'admit'];

/** The problems of the first stage that has any: what the server itself would say. */
export function firstStage(problems: readonly Problem[]): readonly Problem[] {
  const stage = STAGES.find((candidate) => problems.some((problem) => problem.stage === candidate));
  return problems.filter((problem) => problem.stage === stage);
}
