// kubectl get. Source: staging/src/k8s.io/kubectl/pkg/cmd/get/get.go, 1.36. Not modelled: -w, jsonpath, go-template and
// custom columns.
import { compareText } from '../../base/compare.ts';
import type { GroupVersionKind } from '../../api/gvk.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import { shownManagers } from '../../cluster/apiServer/managers.ts';
import type { Stored } from '../../cluster/store.ts';
import { encodeObject } from '../../schema/encode.ts';
import { jsonLines, yamlDocument } from '../print/serial.ts';
import { tableLines } from '../print/table.ts';
import { namesFiles, namespaceFor, objectsToRead, printedName, warnOfDeprecated } from '../targets.ts';
import { Answering, usageError, type Verb, type VerbContext } from '../verb.ts';
import type { Flags } from '../flags.ts';

const OUTPUTS = ['', 'wide', 'yaml', 'json', 'name'];

const NO_RESOURCE = [
  'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.',
  '',
];
const EXPLAIN =
  'Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).';

interface Found {
  readonly gvk: GroupVersionKind;
  readonly object: Stored;
}

/** `.metadata.creationTimestamp`: the value at a path of names. */
function valueOf(object: unknown, path: string): unknown {
  let value = object;
  for (const name of path.replace(/^\{?\.?|\}$/g, '').split('.')) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Readonly<Record<string, unknown>>)[name]
        : undefined;
  }
  return value;
}

function sorted(found: readonly Found[], path: string | undefined): readonly Found[] {
  if (path === undefined) return found;
  const key = ({ object }: Found): string | number => {
    const value = valueOf(object, path);
    return typeof value === 'number' ? value : typeof value === 'string' ? value : '';
  };
  return found.toSorted((a, b) => {
    const [x, y] = [key(a), key(b)];
    return typeof x === 'number' && typeof y === 'number' ? x - y : compareText(String(x), String(y));
  });
}

/** Objects of one kind after the other, each kind with a table of its own. */
function tables(found: readonly Found[], flags: Flags, now: number): string[] {
  const kinds = new Set(found.map(({ gvk }) => `${gvk.group}/${gvk.kind}`));
  const [asked = ''] = flags.args;
  const several = kinds.size > 1 || (asked.includes(',') && !asked.includes('/'));
  const groups: Found[][] = [];
  for (const one of found) {
    const last = groups.at(-1);
    if (last?.[0]?.gvk.kind === one.gvk.kind && last[0].gvk.group === one.gvk.group) last.push(one);
    else groups.push([one]);
  }
  return groups.flatMap((group, at) => {
    const gvk = group[0]?.gvk ?? { group: '', version: '', kind: '' };
    const namespaced = group.some(({ object }) => object.metadata?.namespace !== undefined);
    const lines = tableLines(
      gvk,
      group.map(({ object }) => object),
      {
        now,
        wide: flags.get('output') === 'wide',
        namespaces: flags.on('all-namespaces') && namespaced,
        headers: !flags.on('no-headers'),
        labels: flags.on('show-labels'),
        labelColumns: flags.all('label-columns').filter((key) => key !== ''),
        prefix: several ? printedName(gvk, '') : '',
      },
    );
    return at > 0 && !flags.on('no-headers') ? ['', ...lines] : lines;
  });
}

/** The object with `metadata.managedFields`, which is kept beside it. */
function withManagers({ server }: VerbContext, gvk: GroupVersionKind, object: Stored): Stored {
  const managedFields = shownManagers(gvk, server.managersOf(object));
  return managedFields.length === 0
    ? object
    : ({ ...object, metadata: { ...object.metadata, managedFields } } as Stored);
}

export const verb: Verb = {
  name: 'get',
  readOnly: true,
  valueFlags: ['label-columns', 'sort-by'],
  switches: ['all-namespaces', 'show-labels', 'no-headers', 'ignore-not-found'],

  *run(context, flags) {
    const answering = new Answering();
    const output = flags.get('output') ?? '';
    if (!OUTPUTS.includes(output)) {
      answering.fail(
        `unable to match a printer suitable for the output format "${output}", here are: json,name,wide,yaml`,
      );
      return answering.done();
    }
    if (flags.args.length === 0 && !namesFiles(flags)) {
      answering.stderr.push(...NO_RESOURCE);
      answering.fail(usageError(`Required resource not specified.\n${EXPLAIN}`, 'get'));
      return answering.done();
    }
    const { objects, errors, byName, namespaced } = objectsToRead(context, flags, flags.args);
    const missing = flags.on('ignore-not-found');
    for (const error of errors) if (typeof error === 'string' || !missing || error.code !== 404) answering.fail(error);
    warnOfDeprecated(answering, objects);
    const shown = flags.on('show-managed-fields');
    const owned = shown
      ? objects.map(({ gvk, object }) => ({ gvk, object: withManagers(context, gvk, object) }))
      : objects;
    const found = sorted(owned, flags.get('sort-by'));
    if (output === 'name')
      for (const { gvk, object } of found) answering.say(printedName(gvk, object.metadata?.name ?? ''));
    else if (output === 'yaml' || output === 'json') {
      const [first] = found;
      const only =
        byName && found.length === 1 && first ? encodeObject(first.gvk, first.object as ApiObject) : undefined;
      const list = {
        apiVersion: 'v1',
        items: found.map(({ gvk, object }) => encodeObject(gvk, object as ApiObject)),
        kind: 'List',
        metadata: { resourceVersion: '' },
      };
      if (found.length > 0 || !byName) {
        for (const line of output === 'yaml' ? yamlDocument(only ?? list, shown) : jsonLines(only ?? list, shown))
          answering.say(line);
      }
    } else if (found.length > 0) {
      for (const line of tables(found, flags, context.now())) answering.say(line);
    } else if (!answering.failed && !missing) {
      const where = namespaced && !flags.on('all-namespaces') ? ` in ${namespaceFor(context, flags)} namespace.` : '';
      answering.stderr.push(`No resources found${where}`);
    }
    return answering.done();
  },
};
