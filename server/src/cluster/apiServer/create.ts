// Creating: decode → default → admit → prepare → validate → admit → store.
// Source: staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go (Create), rest/create.go, 1.36.
import { cloneJson } from '../../base/json.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { apiVersionOf, type KnownKind } from '../../api/gvk.ts';
import { rulesOf } from '../../api/judge.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import { isNamespaced, isQuestion, resourceOf } from '../../api/resource.ts';
import { dropRepeatedOwners, wipeSystemFields } from '../../api/validation/objectMeta.ts';
import { alreadyExists, badRequest, forbiddenStatus, type Status } from '../../api/status.ts';
import { DEFINITION } from '../../api/customResources/definition.ts';
import { valueAt } from '../../api/fieldPath.ts';
import { storedKind } from '../customKinds.ts';
import type { AdmissionRequest } from '../admissionPlugin.ts';
import {
  hasSubresource,
  noSuchResource,
  pluralOf,
  type Answer,
  type ApiHost,
  type Draft,
  type WriteOptions,
} from './host.ts';
import { inspect, mutate } from './admit.ts';
import { allocateFor } from './allocate.ts';
import { noteUpdate } from './managers.ts';
import { fillNewMetadata, generateName } from './metadata.ts';
import { decodeStatus, validationStatus } from './refusals.ts';

/** Kinds whose status a create may bring along: kubelets register Nodes with it. */
const WITH_STATUS = new Set(['Node']);

/** Reads a request's body as an object of the type. */
export function decodeBody(
  host: ApiHost,
  gvk: KnownKind,
  value: unknown,
  options: WriteOptions,
): Result<{ readonly object: Draft; readonly warnings: readonly string[] }, Status> {
  const decoded = host.decoder.decode(gvk, value);
  const problems = decoded.problems.filter(({ stage }) => stage === 'decode');
  const lenient = options.fieldValidation !== undefined && options.fieldValidation !== 'Strict';
  const fatal = lenient
    ? problems.filter(({ reason }) => reason !== 'UnknownField' && reason !== 'DuplicateField')
    : problems;
  if (fatal.length > 0) return err(decodeStatus(gvk, fatal));
  const told = options.fieldValidation === 'Warn' ? problems.map(({ message }) => message) : [];
  const object = named(decoded.object, gvk);
  return ok({ object, warnings: [...told, ...dropRepeatedOwners(object.metadata)] });
}

/** The object with its type first, as it is stored and shown. */
export const named = (object: ApiObject, gvk: KnownKind): Draft => ({
  ...object,
  apiVersion: apiVersionOf(gvk),
  kind: gvk.kind,
});

/** Creates what a client sends. `namespace` is the request's; "" for cluster-scoped types. */
export function createFrom(
  host: ApiHost,
  gvk: KnownKind,
  namespace: string,
  value: unknown,
  options: WriteOptions = {},
): Answer {
  if (!resourceOf(gvk)) return err(noSuchResource());
  const closed = closing(host, gvk, value);
  if (closed) return err(closed);
  const body = decodeBody(host, gvk, value, options);
  if (!body.ok) return body;
  const answer = create(host, gvk, namespace, body.value.object, options);
  if (!answer.ok || body.value.warnings.length === 0) return answer;
  return ok({ ...answer.value, warnings: [...body.value.warnings, ...answer.value.warnings] });
}

/** Creates what has the right types already. `object` is given away. */
export function create(
  host: ApiHost,
  gvk: KnownKind,
  namespace: string,
  object: Draft,
  options: WriteOptions = {},
): Answer {
  const placed = place(gvk, namespace, object);
  if (placed) return err(placed);
  const meta = (object.metadata ??= {});
  const rules = rulesOf(gvk, host.decoder);
  rules?.setDefaults?.(object);
  const request: AdmissionRequest = {
    operation: 'CREATE',
    gvk,
    namespace,
    name: meta.name ?? '',
    ...(options.dryRun === true ? { dryRun: true } : {}),
  };
  const refused = mutate(request, object, host.read);
  if (refused) return err(refused);
  if (hasSubresource(gvk, 'status') && !WITH_STATUS.has(gvk.kind)) delete object.status;
  if (isQuestion(gvk)) wipeSystemFields(object);
  else {
    // The uid is there before the kind's own preparation: a Job's selector is made from it.
    fillNewMetadata(object, gvk, host.prng, host.now());
    giveName(host, gvk, namespace, meta);
  }
  rules?.prepareForCreate?.(object);
  // A struct is never left out: a Node has a spec even if there is nothing in it.
  if (gvk.kind === 'Node') object.spec ??= {};
  const unavailable = allocateFor(host, gvk, object, undefined, options);
  if (unavailable) return err(unavailable);
  const errors = rules?.validate(object, host.decoder.checkValue) ?? [];
  if (errors.length > 0) return err(validationStatus(gvk, meta.name ?? '', errors));
  rules?.storeAndRead?.(object);
  // What is read back from the store is defaulted again: a Job without labels has those that its template was given.
  rules?.setDefaults?.(object);
  const forbidden = inspect({ ...request, name: meta.name ?? '' }, object, host.read);
  if (forbidden) return err(forbidden);
  // What is only asked (an access review, a binding) is not stored. Answers need users and roles, which are not here.
  if (isQuestion(gvk)) return ok({ object: cloneJson(object) as never, warnings: [], changed: false });
  const at = storedKind(gvk);
  if (host.store.get(at, namespace, meta.name ?? '')) {
    return err(alreadyExists(gvk.group, pluralOf(gvk), meta.name ?? ''));
  }
  const warnings = rules?.warnings?.(object) ?? [];
  if (options.dryRun === true) return ok({ object: cloneJson(object) as never, warnings, changed: false });
  object.apiVersion = apiVersionOf(at);
  const stored = host.store.write(at, object, undefined, host.now());
  if (options.fieldManager !== undefined) noteUpdate(host, at, undefined, stored, { manager: options.fieldManager });
  return ok({ object: stored, warnings, changed: true });
}

/** While a definition waits for its objects to go, there are no new ones. Source: forbidCreateAdmission. */
function closing(host: ApiHost, { custom }: KnownKind, value: unknown): Status | undefined {
  const definition = custom && host.read.get(DEFINITION, '', custom.definition.name);
  if (custom === undefined || definition?.metadata?.deletionTimestamp === undefined) return undefined;
  const name = valueAt(value, ['metadata', 'name']);
  const why = 'create not allowed while custom resource definition is terminating';
  return forbiddenStatus(custom.gvk.group, custom.resource.plural, typeof name === 'string' ? name : '', why);
}

/** Puts the object into the request's namespace, or says why not. */
function place(gvk: KnownKind, namespace: string, object: Draft): Status | undefined {
  const meta = (object.metadata ??= {});
  if (meta.resourceVersion !== undefined && meta.resourceVersion !== '') {
    return badRequest('resourceVersion should not be set on objects to be created');
  }
  delete meta.resourceVersion;
  if (isNamespaced(gvk) === true) {
    if (meta.namespace !== undefined && meta.namespace !== '' && meta.namespace !== namespace) {
      return badRequest('the namespace of the provided object does not match the namespace sent on the request');
    }
    meta.namespace = namespace;
  } else delete meta.namespace;
  return undefined;
}

/** Makes a name from `generateName`; tries again while it is taken, as the server does. */
function giveName(
  host: ApiHost,
  gvk: KnownKind,
  namespace: string,
  meta: { name?: string | undefined; generateName?: string | undefined },
): void {
  if (meta.name !== undefined && meta.name !== '') return;
  if (meta.generateName === undefined || meta.generateName === '') return;
  for (let attempt = 0; attempt < 8; attempt++) {
    meta.name = generateName(meta.generateName, host.prng);
    if (!host.store.get(storedKind(gvk), namespace, meta.name)) return;
  }
}
