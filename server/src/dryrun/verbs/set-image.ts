// kubectl set image. Source: staging/src/k8s.io/kubectl/pkg/cmd/set/set_image.go, 1.36.
import { changeEach, containersOf, podSpecOf, refuse } from '../change.ts';
import type { Verb } from '../verb.ts';
import { namesFiles } from '../targets.ts';

/** Splits `deployment/web a=1 b=2` into resources and assignments. */
export function assignmentsOf(args: readonly string[]): { resources: string[]; assignments: Array<[string, string]> } {
  const resources: string[] = [];
  const assignments: Array<[string, string]> = [];
  for (const arg of args) {
    const cut = arg.indexOf('=');
    if (cut < 0) resources.push(arg);
    else assignments.push([arg.slice(0, cut), arg.slice(cut + 1)]);
  }
  return { resources, assignments };
}

export const verb: Verb = {
  name: 'set image',
  valueFlags: [],
  switches: ['local'],

  *run(context, flags) {
    const { resources, assignments } = assignmentsOf(flags.args);
    if (resources.length === 0 && !namesFiles(flags)) {
      return refuse('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    }
    if (assignments.length === 0) return refuse('at least one image update is required');
    if (assignments.length > 1 && assignments.some(([name]) => name === '*')) {
      return refuse(
        'all containers are already specified by *, but saw more than one container_name=container_image pairs',
      );
    }
    return changeEach(
      context,
      flags,
      resources,
      (draft, target) => {
        const spec = podSpecOf(draft);
        if (!spec)
          return `error: ${target.gvk.kind.toLowerCase()}s/${target.name} the object is not a pod or does not have a pod template`;
        const containers = containersOf(spec);
        for (const [name, image] of assignments) {
          const found = containers.filter((container) => name === '*' || container.name === name);
          if (found.length === 0) return `error: unable to find container named "${name}"`;
          for (const container of found) container.image = image;
        }
        return undefined;
      },
      'image updated',
      null,
    );
  },
};
