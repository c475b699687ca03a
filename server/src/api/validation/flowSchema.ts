// What the API server refuses of a FlowSchema. Its status is the server's alone, so nothing is said of it.
// Source: pkg/apis/flowcontrol/validation/validation.go, pkg/apis/flowcontrol/internalbootstrap/default-internal.go, 1.36.
import { forbidden, invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import type {
  FlowSchema,
  FlowSchemaSpec,
  FlowcontrolV1Subject,
  NonResourcePolicyRule,
  PolicyRulesWithSubjects,
  ResourcePolicyRule,
} from '../types.generated.ts';
import { complain, semanticallyEqual } from './fields.ts';
import { validateObjectMeta } from './objectMeta.ts';
import { nameIsDnsLabel, nameIsDnsSubdomain } from './strings.ts';

const MAX_PRECEDENCE = 10_000;
const DISTINGUISHERS = ['ByNamespace', 'ByUser'];
const SUBJECT_KINDS = ['Group', 'ServiceAccount', 'User'];
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

const group = (name: string): FlowcontrolV1Subject => ({ kind: 'Group', group: { name } });
const everything = (...subjects: FlowcontrolV1Subject[]): PolicyRulesWithSubjects[] => [
  {
    subjects,
    resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] }],
    nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  },
];

/** Schemas that every cluster has; what they say is fixed. Source: MandatoryFlowSchemas. */
const MANDATORY: ReadonlyMap<string, FlowSchemaSpec> = new Map([
  [
    'exempt',
    {
      matchingPrecedence: 1,
      priorityLevelConfiguration: { name: 'exempt' },
      rules: everything(group('system:masters')),
    },
  ],
  [
    'catch-all',
    {
      matchingPrecedence: MAX_PRECEDENCE,
      priorityLevelConfiguration: { name: 'catch-all' },
      distinguisherMethod: { type: 'ByUser' },
      rules: everything(group('system:unauthenticated'), group('system:authenticated')),
    },
  ],
]);

/** Source: ValidateFlowSchema. */
export function validateFlowSchema(schema: FlowSchema): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, schema.metadata, false, nameIsDnsSubdomain);
  const name = schema.metadata?.name ?? '';
  const spec = schema.spec ?? {};
  validateSpec(errors, spec, name);
  const fixed = MANDATORY.get(name);
  if (fixed !== undefined && !semanticallyEqual(spec, fixed)) {
    errors.push(invalid(['spec'], spec, `spec of '${name}' must equal the fixed value`));
  }
  return errors;
}

/** Source: ValidateFlowSchemaSpec. */
function validateSpec(errors: FieldError[], spec: FlowSchemaSpec, name: string): void {
  const { matchingPrecedence: precedence = 0, distinguisherMethod, priorityLevelConfiguration: level } = spec;
  const path = ['spec', 'matchingPrecedence'];
  if (precedence <= 0) errors.push(invalid(path, precedence, 'must be a positive value'));
  if (precedence > MAX_PRECEDENCE) {
    errors.push(invalid(path, precedence, `must not be greater than ${MAX_PRECEDENCE}`));
  }
  if (precedence === 1 && name !== 'exempt') {
    errors.push(invalid(path, precedence, "only the schema named 'exempt' may have matchingPrecedence 1"));
  }
  if (distinguisherMethod && !DISTINGUISHERS.includes(distinguisherMethod.type ?? '')) {
    errors.push(notSupported(['spec', 'distinguisherMethod', 'type'], distinguisherMethod, DISTINGUISHERS));
  }
  const levelPath = ['spec', 'priorityLevelConfiguration', 'name'];
  if (level?.name) complain(errors, levelPath, level.name, nameIsDnsSubdomain(level.name, false));
  else errors.push(required(levelPath, 'must reference a priority level'));
  spec.rules?.forEach((rule, index) => validateRule(errors, rule, ['spec', 'rules', index]));
}

/** Source: ValidateFlowSchemaPolicyRulesWithSubjects. */
function validateRule(errors: FieldError[], rule: PolicyRulesWithSubjects, path: FieldPath): void {
  const { subjects = [], resourceRules = [], nonResourceRules = [] } = rule;
  if (subjects.length === 0) {
    errors.push(required([...path, 'subjects'], 'subjects must contain at least one value'));
  }
  subjects.forEach((subject, index) => validateSubject(errors, subject, [...path, 'subjects', index]));
  if (resourceRules.length === 0 && nonResourceRules.length === 0) {
    errors.push(required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  }
  resourceRules.forEach((item, index) => validateResourceRule(errors, item, [...path, 'resourceRules', index]));
  nonResourceRules.forEach((item, index) => {
    validateNonResourceRule(errors, item, [...path, 'nonResourceRules', index]);
  });
}

/** Source: ValidateFlowSchemaSubject. */
function validateSubject(errors: FieldError[], subject: FlowcontrolV1Subject, path: FieldPath): void {
  const { kind = '', serviceAccount } = subject;
  if (!SUBJECT_KINDS.includes(kind)) {
    errors.push(notSupported([...path, 'kind'], kind, SUBJECT_KINDS));
    return;
  }
  const fields = { ServiceAccount: 'serviceAccount', User: 'user', Group: 'group' } as const;
  for (const [ownKind, field] of Object.entries(fields)) {
    const at = [...path, field];
    if (ownKind !== kind) {
      if (subject[field]) errors.push(forbidden(at, `${field} is forbidden when subject kind is not '${ownKind}'`));
    } else if (!subject[field]) errors.push(required(at, `${field} is required when subject kind is '${kind}'`));
    else if (!subject[field].name) errors.push(required([...at, 'name']));
  }
  if (kind !== 'ServiceAccount' || !serviceAccount) return;
  const { name = '', namespace = '' } = serviceAccount;
  const at = [...path, 'serviceAccount'];
  if (name !== '' && name !== '*') complain(errors, [...at, 'name'], name, nameIsDnsSubdomain(name, false));
  if (namespace === '') errors.push(required([...at, 'namespace'], 'must specify namespace for service account'));
  else complain(errors, [...at, 'namespace'], namespace, nameIsDnsLabel(namespace, false));
}

/** `*` stands alone. */
function checkStar(errors: FieldError[], values: readonly string[], path: FieldPath, what: string): void {
  if (values.length > 1 && values.includes('*')) {
    errors.push(invalid(path, values, `if '*' is present, must not specify other ${what}`));
  }
}

function validateVerbs(errors: FieldError[], verbs: readonly string[], path: FieldPath): void {
  if (verbs.length === 0) errors.push(required(path, 'verbs must contain at least one value'));
  else if (verbs.includes('*')) checkStar(errors, verbs, path, 'verbs');
  else if (!verbs.every((verb) => VERBS.includes(verb))) errors.push(notSupported(path, verbs, VERBS));
}

/** Source: ValidateFlowSchemaResourcePolicyRule. */
function validateResourceRule(errors: FieldError[], rule: ResourcePolicyRule, path: FieldPath): void {
  const { verbs = [], apiGroups = [], resources = [], namespaces = [], clusterScope = false } = rule;
  validateVerbs(errors, verbs, [...path, 'verbs']);
  if (apiGroups.length === 0) {
    errors.push(required([...path, 'apiGroups'], 'resource rules must supply at least one api group'));
  } else checkStar(errors, apiGroups, [...path, 'apiGroups'], 'api groups');
  if (resources.length === 0) {
    errors.push(required([...path, 'resources'], 'resource rules must supply at least one resource'));
  } else checkStar(errors, resources, [...path, 'resources'], 'resources');
  const at = [...path, 'namespaces'];
  if (namespaces.length === 0 && !clusterScope) {
    errors.push(required(at, 'resource rules that are not cluster scoped must supply at least one namespace'));
  } else if (namespaces.includes('*')) checkStar(errors, namespaces, at, 'namespaces');
  else {
    namespaces.forEach((namespace, index) => {
      for (const complaint of nameIsDnsLabel(namespace, false)) {
        const detail = `each member of this list must be '*' or a DNS-1123 label; ${complaint}`;
        errors.push(invalid([...at, index], namespace, detail));
      }
    });
  }
}

/** Source: ValidateFlowSchemaNonResourcePolicyRule. */
function validateNonResourceRule(errors: FieldError[], rule: NonResourcePolicyRule, path: FieldPath): void {
  const { verbs = [], nonResourceURLs: urls = [] } = rule;
  validateVerbs(errors, verbs, [...path, 'verbs']);
  const at = [...path, 'nonResourceURLs'];
  if (urls.length === 0) errors.push(required(at, 'nonResourceURLs must contain at least one value'));
  else if (urls.includes('*')) checkStar(errors, urls, at, 'non-resource URLs');
  else {
    urls.forEach((url, index) => {
      const complaint = urlComplaint(url);
      if (complaint !== undefined) errors.push(invalid([...at, index], url, complaint));
    });
  }
}

/** Source: ValidateNonResourceURLPath. */
function urlComplaint(url: string): string | undefined {
  if (url === '') return 'must not be empty';
  if (url === '/') return undefined;
  if (!url.startsWith('/')) return 'must start with slash';
  if (url.includes(' ')) return 'must not contain white-space';
  if (url.includes('//')) return 'must not contain double slash';
  const stars = url.split('*').length - 1;
  return stars > 1 || (stars === 1 && !url.endsWith('/*')) ? 'wildcard can only do suffix matching' : undefined;
}
