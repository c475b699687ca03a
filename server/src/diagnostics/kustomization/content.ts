// What kustomize itself says of a kustomization's own text: its type, patches and generators that cannot be read.
import { isComponent, type Kustomization } from '../../workspace/kustomization.ts';
import type { Field } from '../../workspace/field.ts';
import type { Complaint } from './complaint.ts';

const complain = (field: Field, message: string): Complaint => ({ path: field.path, code: 'kustomization', message });

function* typeComplaints(kustomization: Kustomization): Iterable<Complaint> {
  const { root } = kustomization;
  const kind = root.text('kind');
  if (kind !== undefined && kind !== 'Kustomization' && kind !== 'Component') {
    yield complain(root.get('kind'), 'The kind must be Kustomization or Component.');
    return;
  }
  const wanted = `kustomize.config.k8s.io/${isComponent(kustomization) ? 'v1alpha1' : 'v1beta1'}`;
  const version = root.text('apiVersion');
  if (version === undefined || version === wanted) return;
  yield { ...complain(root.get('apiVersion'), `The apiVersion must be ${wanted}.`), meant: wanted };
}

/** Whether nothing is said but what the file is. */
const isEmpty = (root: Field): boolean =>
  root
    .entries()
    .filter(([name]) => name !== 'apiVersion' && name !== 'kind')
    .every(([, field]) => !field.exists || field.value === '' || (field.items().length === 0 && isEmptyObject(field)));

const isEmptyObject = ({ value }: Field): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

function* patchComplaints(root: Field): Iterable<Complaint> {
  for (const item of [...root.items('patches'), ...root.items('patchesJson6902')]) {
    const [path, patch] = [item.get('path'), item.get('patch')];
    if (path.text() !== undefined && patch.text() !== undefined) {
      yield complain(patch, 'A patch is a file (path) or a text (patch), not both.');
    } else if (path.text() === undefined && patch.text() === undefined) {
      yield complain(item, 'A patch needs a file (path) or a text (patch).');
    } else if (
      /^\s*(?:-|\[)/.test(patch.text() ?? '') &&
      !/^\s*---/.test(patch.text() ?? '') &&
      !item.get('target').exists
    ) {
      yield complain(patch, 'A list of operations (JSON 6902) needs a target.');
    }
  }
}

/** `key` of `key=value`; undefined without a `=` behind a key. */
const keyOf = (literal: string): string | undefined => {
  const at = literal.indexOf('=');
  return at > 0 ? literal.slice(0, at) : undefined;
};

function* generatorComplaints(root: Field): Iterable<Complaint> {
  for (const item of [...root.items('configMapGenerator'), ...root.items('secretGenerator')]) {
    if (item.text('name') === undefined) yield complain(item, 'What is generated needs a name.');
    const seen = new Set<string>();
    for (const literal of item.items('literals')) {
      const text = literal.text();
      if (text === undefined) continue;
      const key = keyOf(text);
      if (key === undefined) yield complain(literal, 'A literal is written key=value.');
      else if (seen.has(key)) yield complain(literal, `The key "${key}" is there already.`);
      else seen.add(key);
    }
  }
}

/** What is wrong with the text, whatever the other files say. */
export function* contentComplaints(kustomization: Kustomization): Iterable<Complaint> {
  const { root } = kustomization;
  yield* typeComplaints(kustomization);
  if (isEmpty(root)) yield { ...complain(root, 'Nothing is in this kustomization: kustomize refuses to build it.') };
  yield* patchComplaints(root);
  yield* generatorComplaints(root);
}
