// kubectl set env. Source: staging/src/k8s.io/kubectl/pkg/cmd/set/set_env.go, 1.36.
import type { EnvVar } from '../../api/types.generated.ts';
import { changeEach, containersOf, podSpecOf, refuse } from '../change.ts';
import type { Flags } from '../flags.ts';
import type { Stored } from '../../cluster/store.ts';
import { namespaceFor } from '../targets.ts';
import type { Verb, VerbContext } from '../verb.ts';

/** `KEY=VALUE` and `KEY-` words, and what is left. */
function split(flags: Flags): { resources: string[]; set: EnvVar[]; remove: string[] } {
  const resources: string[] = [];
  const set: EnvVar[] = [];
  const remove: string[] = [];
  for (const word of [...flags.args, ...flags.raw('env')]) {
    const cut = word.indexOf('=');
    if (cut > 0) set.push({ name: word.slice(0, cut), value: word.slice(cut + 1) });
    else if (word.endsWith('-')) remove.push(word.slice(0, -1));
    else resources.push(word);
  }
  return { resources, set, remove };
}

/** The variables of `--from=configmap/NAME`. */
function fromObject(context: VerbContext, flags: Flags): EnvVar[] | string {
  const from = flags.get('from');
  if (from === undefined) return [];
  const [type = '', name = ''] = from.split('/');
  const isSecret = ['secret', 'secrets'].includes(type);
  if (!isSecret && !['configmap', 'configmaps', 'cm'].includes(type)) return 'unsupported resource specified in --from';
  const gvk = { group: '', version: 'v1', kind: isSecret ? 'Secret' : 'ConfigMap' };
  const found = context.server.get(gvk, namespaceFor(context, flags), name);
  if (!found.ok) return found.error.message;
  const prefix = flags.get('prefix') ?? '';
  const only = flags.has('keys') ? new Set(flags.all('keys')) : undefined;
  const data = (found.value as Stored & { readonly data?: Readonly<Record<string, string>> }).data ?? {};
  return Object.keys(data)
    .sort()
    .filter((key) => only?.has(key) ?? true)
    .map((key) => ({
      name: `${prefix}${key.toUpperCase().replace(/[^A-Z0-9_]/g, '_')}`,
      valueFrom: isSecret ? { secretKeyRef: { name, key } } : { configMapKeyRef: { name, key } },
    }));
}

export const verb: Verb = {
  name: 'set env',
  valueFlags: ['env', 'from', 'prefix', 'keys', 'containers'],
  switches: ['overwrite', 'list', 'resolve', 'local'],

  *run(context, flags) {
    const { resources, set, remove } = split(flags);
    const taken = fromObject(context, flags);
    if (typeof taken === 'string') return refuse(taken);
    const all = [...taken, ...set];
    if (all.length === 0 && remove.length === 0) return refuse('at least one environment variable must be provided');
    const wanted = flags.get('containers') ?? '*';
    return changeEach(
      context,
      flags,
      resources,
      (draft, { gvk, name }) => {
        const spec = podSpecOf(draft);
        if (!spec)
          return `error: ${gvk.kind.toLowerCase()}s/${name} the object is not a pod or does not have a pod template`;
        const containers = containersOf(spec).filter((one) => wanted === '*' || one.name === wanted);
        if (containers.length === 0)
          return `error: ${draft.kind ?? ''}/${name} does not have any containers matching "${wanted}"`;
        for (const container of containers) {
          const env = ((container.env ?? []) as EnvVar[]).filter((one) => !remove.includes(one.name ?? ''));
          for (const variable of all) {
            const at = env.findIndex((one) => one.name === variable.name);
            if (at < 0) env.push(variable);
            else if (flags.on('overwrite', true)) env[at] = variable;
            else
              return `'${variable.name ?? ''}' already has a value (${env[at]?.value ?? ''}), and --overwrite is false`;
          }
          if (env.length > 0) container.env = env as Array<Record<string, unknown>>;
          else delete container.env;
        }
        return undefined;
      },
      'env updated',
      null,
    );
  },
};
