// kubectl set resources. Source: staging/src/k8s.io/kubectl/pkg/cmd/set/set_resources.go, 1.36.
import { changeEach, containersOf, podSpecOf, refuse } from '../change.ts';
import { labelsOf } from '../make.ts';
import type { Verb } from '../verb.ts';

export const verb: Verb = {
  name: 'set resources',
  valueFlags: ['limits', 'requests', 'containers'],
  switches: ['local'],

  *run(context, flags) {
    const limits = flags.has('limits') ? labelsOf(flags.get('limits') ?? '') : {};
    const requests = flags.has('requests') ? labelsOf(flags.get('requests') ?? '') : {};
    if (!limits || !requests) return refuse('invalid argument syntax, expected <resource>=<value>');
    if (Object.keys(limits).length === 0 && Object.keys(requests).length === 0) {
      return refuse('you must specify an update to requests or limits (in the form of --requests/--limits)');
    }
    const wanted = flags.get('containers') ?? '*';
    return changeEach(
      context,
      flags,
      flags.args,
      (draft, { gvk, name }) => {
        const spec = podSpecOf(draft);
        if (!spec)
          return `error: ${gvk.kind.toLowerCase()}s/${name} the object is not a pod or does not have a pod template`;
        const containers = containersOf({ containers: spec['containers'] }).filter(
          (one) => wanted === '*' || one.name === wanted,
        );
        if (containers.length === 0) return `error: unable to find container named ${wanted}`;
        for (const container of containers) {
          const resources = { ...container.resources };
          if (Object.keys(limits).length > 0) resources.limits = { ...resources.limits, ...limits };
          if (Object.keys(requests).length > 0) resources.requests = { ...resources.requests, ...requests };
          container.resources = resources;
        }
        return undefined;
      },
      'resource requirements updated',
      null,
    );
  },
};
