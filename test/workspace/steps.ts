// Random edits of a workspace: manifests, Lists and JSON, kustomizations, `.drydock.yaml`, files that come, move and go.
import fc from 'fast-check';
import { jsonText, yamlText } from './manyKinds.ts';

/** One step: the files that it writes (undefined: removes), a file that gets another name, a small edit. */
export type Step =
  | { readonly edit: string; readonly how: number }
  | { readonly write: Readonly<Record<string, string | undefined>> }
  | { readonly move: readonly [from: string, to: string] };

const YAML = ['w/a.yaml', 'w/b.yaml', 'w/base/c.yaml', 'w/over/patch.yaml'] as const;
const JSON_FILES = ['w/d.json', 'w/base/e.json'] as const;
const ALL = [...YAML, ...JSON_FILES] as const;

/** Small edits of a text that is there: line ends, a namespace, a name. */
const SMALL_EDITS: readonly ((text: string) => string)[] = [
  (text) => text.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n'),
  (text) =>
    text.replace(/namespace"?: "?(left|right|default)/, (found) => found.replace(/left|right|default/, 'right')),
  (text) => text.replace(/app: a/, 'app: b'),
  (text) => `# a comment\n${text}`,
];

const list = <T>(items: readonly T[]): fc.Arbitrary<readonly T[]> => fc.subarray([...items]);
const kustomization = fc
  .record(
    {
      resources: list([
        'a.yaml',
        'b.yaml',
        'c.yaml',
        'e.json',
        '../base',
        '../over',
        'base',
        'nope.yaml',
        'https://example.com/x?ref=1',
      ]),
      patches: list([{ path: 'patch.yaml' }, { path: 'b.yaml' }]),
      components: list(['../base']),
      namespace: fc.option(fc.constantFrom('left', 'right'), { nil: undefined }),
      namePrefix: fc.option(fc.constantFrom('x-', ''), { nil: undefined }),
      commonLabels: fc.option(fc.constantFrom({ app: 'a' }, { tier: 'b' }), { nil: undefined }),
      configMapGenerator: list([
        { name: 'a', literals: ['a=b'] },
        { name: 'b', behavior: 'merge', literals: ['c=d'] },
      ]),
      replicas: list([{ name: 'a', count: 2 }]),
      images: list([{ name: 'nginx', newTag: '1' }]),
      resorces: fc.option(fc.constant([]), { nil: undefined }),
    },
    { requiredKeys: ['resources'] },
  )
  .map((value) => JSON.stringify(value));
const settings = fc.constantFrom(
  'groups: {references: off}\n',
  'rules: {missing-config-map: error}\n',
  'exclude: [base/**]\n',
  'nonsense\n',
);

const removable = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 4 });
const writeTo = (names: readonly string[], text: fc.Arbitrary<string>): fc.Arbitrary<Step> =>
  fc.tuple(fc.constantFrom(...names), removable(text)).map(([name, written]) => ({ write: { [name]: written } }));

/** Steps without `.drydock.yaml`. */
export const manifestStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: writeTo(YAML, yamlText) },
  { weight: 2, arbitrary: writeTo(JSON_FILES, jsonText) },
  {
    weight: 3,
    arbitrary: writeTo(
      ['w/kustomization.yaml', 'w/base/kustomization.yaml', 'w/over/kustomization.yaml'],
      kustomization,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...YAML), fc.constantFrom(...YAML)).map((move): Step => ({ move })),
  },
  { weight: 3, arbitrary: fc.record({ edit: fc.constantFrom(...ALL), how: fc.nat({ max: 3 }) }) },
  { weight: 1, arbitrary: writeTo(['w/base/Chart.yaml'], fc.constant('name: chart\n')) },
);

/** Any step. */
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: manifestStep },
  { weight: 1, arbitrary: writeTo(['w/.drydock.yaml', 'w/over/.drydock.yaml'], settings) },
);

/** The changes that a step makes to these files; keeps `files` current. */
export function changesOf(
  step: Step,
  files: Map<string, string>,
): readonly (readonly [uri: string, text: string | undefined])[] {
  const changes: (readonly [string, string | undefined])[] = [];
  if ('edit' in step) {
    const text = files.get(step.edit);
    const edited = text === undefined ? undefined : SMALL_EDITS[step.how]?.(text);
    if (edited === undefined || (step.how === 3 && step.edit.endsWith('.json'))) return [];
    changes.push([step.edit, edited]);
  } else if ('write' in step) changes.push(...Object.entries(step.write));
  else {
    const [from, to] = step.move;
    const text = files.get(from);
    if (text === undefined || from === to) return [];
    changes.push([from, undefined], [to, text]);
  }
  for (const [uri, text] of changes) {
    if (text === undefined) files.delete(uri);
    else files.set(uri, text);
  }
  return changes;
}
