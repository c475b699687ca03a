// Which objects a command means: `deployment/web`, `pods a b`, `-l app=web`, `--all`, `-f FILE`.
// Source: staging/src/k8s.io/cli-runtime/pkg/resource/builder.go, 1.36.
import { compareText } from '../base/compare.ts';
import { apiVersionOf, gvkOf, parseApiVersion, type GroupVersionKind, type KnownKind } from '../api/gvk.ts';
import { parseSelector } from '../api/selectorText.ts';
import { resourceNamed, resourceOf, resources, type ApiResource } from '../api/resource.ts';
import { qualifiedResource, type Status } from '../api/status.ts';
import type { Stored } from '../cluster/store.ts';
import type { Flags } from './flags.ts';
import type { ObjectResult, Operation, WrittenObject } from './step.ts';
import type { Answering, VerbContext } from './verb.ts';

/** One object that a command means; `object` is what is stored, if it is there. */
export interface Target {
  readonly gvk: KnownKind;
  readonly namespace: string;
  readonly name: string;
  /** The file it is named in; "" if the command names it. */
  readonly origin: string;
  readonly written?: WrittenObject;
}

/** The targets of a command, and what is wrong with some of them. */
export interface Targets {
  readonly targets: readonly Target[];
  readonly errors: readonly (string | Status)[];
}

export const gvkOfResource = (row: ApiResource): GroupVersionKind => gvkOf(row.apiVersion, row.kind);

/** The namespace of a command. */
export const namespaceFor = (context: VerbContext, flags: Flags): string => flags.get('namespace') ?? context.namespace;

/** `deployment.apps/web`: an object as kubectl prints it. */
export function printedName(gvk: GroupVersionKind, name: string): string {
  const kind = gvk.kind.toLowerCase();
  return gvk.group === '' ? `${kind}/${name}` : `${kind}.${gvk.group}/${name}`;
}

/** `deployments.apps`, `configmaps`: the resource as kubectl's warnings have it. */
export const pluralName = (gvk: KnownKind): string => resourceOf(gvk)?.plural ?? gvk.kind.toLowerCase();

/** `deployments.apps "web"`. */
export const quotedName = (gvk: GroupVersionKind, name: string): string =>
  `${qualifiedResource(gvk.group, pluralName(gvk))} "${name}"`;

/** The result of one target. */
export const resultOf = (target: Target, operation: Operation, status?: Status): ObjectResult => ({
  object: printedName(target.gvk, target.name),
  gvk: target.gvk,
  namespace: target.namespace,
  name: target.name,
  operation,
  ...(status === undefined ? {} : { status }),
  ...(target.written === undefined ? {} : { written: target.written }),
});

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

/** An object of a file as a target, or kubectl's reason why it is none. */
export function targetOf(context: VerbContext, flags: Flags, written: WrittenObject): Target | string {
  const { value, origin } = written;
  if (written.problem !== undefined) return written.problem;
  const kind = text(field(value, 'kind'));
  const apiVersion = text(field(value, 'apiVersion'));
  const invalid = (what: string): string =>
    `error validating "${origin}": error validating data: ${what} not set; if you choose to ignore these errors, turn validation off with --validate=false`;
  if (apiVersion === '' && kind === '') {
    return invalid('[apiVersion not set, kind').replace(' not set;', ' not set];');
  }
  if (kind === '') return invalid('kind');
  if (apiVersion === '') return invalid('apiVersion');
  const metadata = field(value, 'metadata');
  const name = text(field(metadata, 'name'));
  const own = text(field(metadata, 'namespace'));
  const gvk = context.server.kindOf({ ...parseApiVersion(apiVersion), kind });
  const row = resourceOf(gvk);
  if (!row) {
    return `resource mapping not found for name: "${name}" namespace: "${own}" from "${origin}": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`;
  }
  const asked = flags.get('namespace');
  if (row.namespaced && own !== '' && asked !== undefined && asked !== own) {
    return `the namespace from the provided object "${own}" does not match the namespace "${asked}". You must pass '--namespace=${own}' to perform this operation.`;
  }
  const namespace = row.namespaced ? own || namespaceFor(context, flags) : '';
  return { gvk, namespace, name, origin, written };
}

/** Whether a command names files, or a folder to build. */
export const namesFiles = (flags: Flags): boolean => flags.has('filename') || flags.has('kustomize');

/** The objects of `-k`. Source: staging/src/k8s.io/cli-runtime/pkg/resource/builder.go (FilenameOptions.validate). */
function builtObjects(context: VerbContext, flags: Flags): readonly WrittenObject[] | string {
  const path = flags.get('kustomize') ?? '';
  if (flags.has('filename')) return 'only one of -f or -k can be specified';
  if (flags.on('recursive')) return "the -k flag can't be used with -f or -R";
  return context.buildObjects(path);
}

/** The objects of `-f` or `-k`, or those that the step brought along. */
export function writtenObjects(
  context: VerbContext,
  flags: Flags,
): { written: readonly WrittenObject[]; errors: string[] } {
  const errors: string[] = [];
  const written = [...(context.written ?? [])];
  if (flags.has('kustomize')) {
    const built = builtObjects(context, flags);
    if (typeof built === 'string') return { written, errors: [built] };
    return { written: [...written, ...built], errors };
  }
  for (const path of flags.all('filename')) {
    const objects = context.readObjects(path);
    if (objects === undefined) errors.push(`the path "${path}" does not exist`);
    else written.push(...objects);
  }
  return { written, errors };
}

/** The targets that files name. */
export function targetsInFiles(context: VerbContext, flags: Flags): Targets {
  const { written, errors } = writtenObjects(context, flags);
  const targets: Target[] = [];
  const all: (string | Status)[] = [...errors];
  for (const object of written) {
    const target = targetOf(context, flags, object);
    if (typeof target === 'string') all.push(target);
    else targets.push(target);
  }
  return { targets, errors: all };
}

/** What `all` stands for. */
const ALL = (rows: readonly ApiResource[]) =>
  rows.filter(
    (row, at) => row.categories.includes('all') && rows.findIndex((other) => other.plural === row.plural) === at,
  );

function rowsNamed(context: VerbContext, name: string): readonly ApiResource[] | string {
  const known = [...resources, ...context.server.customResources];
  const rows: ApiResource[] = [];
  for (const part of name.split(',')) {
    if (part === 'all') {
      rows.push(...ALL(known));
      continue;
    }
    const row = resourceNamed(part, known);
    if (!row) return `the server doesn't have a resource type "${part}"`;
    rows.push(row);
  }
  return rows;
}

/**
 * The targets of a command: files, or `TYPE/NAME …`, or `TYPE NAME …`, or `TYPE` with `-l` or `--all`. Objects that do
 * not exist are targets all the same: the server says so when they are asked for.
 */
export function targetsOf(context: VerbContext, flags: Flags, args: readonly string[] = flags.args): Targets {
  if (namesFiles(flags) || context.written !== undefined) return targetsInFiles(context, flags);
  const namespace = namespaceFor(context, flags);
  const at = (row: ApiResource, name: string): Target => ({
    gvk: context.server.kindOf(gvkOfResource(row)),
    namespace: row.namespaced ? namespace : '',
    name,
    origin: '',
  });
  const none = (error: string): Targets => ({ targets: [], errors: [error] });
  const [first] = args;
  if (first === undefined) return none('must specify one of -f and -k');
  if (first.includes('/')) {
    const targets: Target[] = [];
    for (const word of args) {
      const [type = '', name, ...more] = word.split('/');
      if (name === undefined || name === '' || more.length > 0) {
        return none(
          "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
        );
      }
      const rows = rowsNamed(context, type);
      if (typeof rows === 'string') return none(rows);
      targets.push(...rows.map((row) => at(row, name)));
    }
    return { targets, errors: [] };
  }
  const rows = rowsNamed(context, first);
  if (typeof rows === 'string') return none(rows);
  const names = args.slice(1);
  if (names.length > 0) {
    return { targets: rows.flatMap((row) => names.map((name) => at(row, name))), errors: [] };
  }
  const selector = flags.get('selector');
  if (selector === undefined && !flags.on('all') && !flags.has('field-selector')) {
    return none('resource(s) were provided, but no name was specified');
  }
  return selected(context, rows, namespace, selector, flags);
}

/** What a selector finds. */
function selected(
  context: VerbContext,
  rows: readonly ApiResource[],
  namespace: string,
  selector: string | undefined,
  flags: Flags,
): Targets {
  const matches = selector === undefined ? undefined : parseSelector(selector);
  if (matches?.ok === false) return { targets: [], errors: [matches.error] };
  const fields = (flags.get('field-selector') ?? '').split(',').filter((part) => part !== '');
  const everywhere = flags.on('all-namespaces');
  const targets: Target[] = [];
  for (const row of rows) {
    const gvk = context.server.kindOf(gvkOfResource(row));
    const objects = context.server.list(gvk, everywhere ? undefined : namespace);
    for (const object of objects) {
      if (matches && !matches.value(object.metadata?.labels ?? {})) continue;
      if (!fields.every((part) => matchesField(object, part))) continue;
      targets.push({ gvk, namespace: object.metadata?.namespace ?? '', name: object.metadata?.name ?? '', origin: '' });
    }
  }
  return { targets, errors: [] };
}

function matchesField(object: Stored, requirement: string): boolean {
  const match = /^([\w.]+)(!=|==|=)(.*)$/.exec(requirement);
  if (!match) return false;
  let value: unknown = object;
  for (const step of (match[1] ?? '').split('.')) value = field(value, step);
  return (text(value) === match[3]) === (match[2] !== '!=');
}

/** Targets in the order in which kubectl lists a namespace: by name. */
export const byName = (a: Target, b: Target): number => compareText(a.name, b.name);

/** `apps/v1` and kind of a target, for objects that kubectl makes. */
export const apiVersionFor = (gvk: GroupVersionKind): string => apiVersionOf(gvk);

/** What a command that only reads shows. */
export interface Reading {
  readonly objects: ReadonlyArray<{ readonly gvk: KnownKind; readonly object: Stored }>;
  readonly errors: readonly (string | Status)[];
  /** Objects were named, not listed. */
  readonly byName: boolean;
  /** Whether the kinds live in namespaces. */
  readonly namespaced: boolean;
}

/** The objects of `get` and `describe`: like `targetsOf`, but a type alone means all of it. */
export function objectsToRead(context: VerbContext, flags: Flags, args: readonly string[]): Reading {
  const [first] = args;
  const inFiles = namesFiles(flags) || context.written !== undefined;
  const listed = !inFiles && args.length === 1 && first?.includes('/') === false;
  if (listed) {
    const rows = rowsNamed(context, first ?? '');
    if (typeof rows === 'string') return { objects: [], errors: [rows], byName: false, namespaced: true };
    const found = selected(context, rows, namespaceFor(context, flags), flags.get('selector'), flags);
    const objects = found.targets.flatMap(({ gvk, namespace, name }) => {
      const got = context.server.get(gvk, namespace, name);
      return got.ok ? [{ gvk, object: got.value }] : [];
    });
    return { objects, errors: found.errors, byName: false, namespaced: rows.every((row) => row.namespaced) };
  }
  const { targets, errors } = targetsOf(context, flags, args);
  const objects: Array<Reading['objects'][number]> = [];
  const failed = [...errors];
  for (const { gvk, namespace, name } of targets) {
    const got = context.server.get(gvk, namespace, name);
    if (got.ok) objects.push({ gvk, object: got.value });
    else failed.push(got.error);
  }
  return { objects, errors: failed, byName: true, namespaced: true };
}

/** What `describe TYPE NAME` shows where nothing has that name: everything whose name begins with it. */
export function targetsByPrefix(context: VerbContext, flags: Flags, args: readonly string[]): Reading['objects'] {
  const [type = '', prefix] = args.length === 1 ? (args[0] ?? '').split('/') : args;
  const rows = rowsNamed(context, type);
  if (prefix === undefined || args.length > 2 || typeof rows === 'string') return [];
  return rows.flatMap((row) =>
    context.server
      .list(gvkOfResource(row), namespaceFor(context, flags))
      .filter(({ metadata }) => metadata?.name?.startsWith(prefix) === true)
      .map((object) => ({ gvk: context.server.kindOf(gvkOfResource(row)), object })),
  );
}

/** What the server says of kinds that one should not use any more. */
const DEPRECATED: Readonly<Record<string, string>> = {
  '/Endpoints': 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  '/ComponentStatus': 'v1 ComponentStatus is deprecated in v1.19+',
};

/** Warns once of each kind that is read and should not be. */
export function warnOfDeprecated(answering: Answering, objects: Reading['objects']): void {
  for (const text of new Set(objects.map(({ gvk }) => DEPRECATED[`${gvk.group}/${gvk.kind}`]))) {
    if (text !== undefined) answering.warn(text);
  }
}
