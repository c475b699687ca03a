// Kinds and versions: whether the server serves what an object says it is, and what was meant if not.
// Source: kubectl's RESTMapper, staging/src/k8s.io/apimachinery/pkg/api/meta/errors.go (NoKindMatchError), 1.36.
import type { CustomDefinition } from '../api/customResources/definition.ts';
import { parseApiVersion, type GroupVersionKind, type KnownKind } from '../api/gvk.ts';
import { builtInGroups, resourceOf, resources, type ApiResource } from '../api/resource.ts';
import { historyOf } from '../schema/versions.ts';
import type { TextEdit } from '../base/textRange.ts';
import { addField, replaceValue } from '../workspace/edit.ts';
import { compareVersions } from '../api/versionPriority.ts';
import type { GraphNode, Workspace } from '../workspace/workspace.ts';
import type { Fix, Severity } from './finding.ts';
import { NEWEST_MINOR, type KubernetesVersion } from './kubernetesVersion.ts';
import { nearest } from './nearest.ts';
import type { Hit } from './rule.ts';

/** What is wrong with `apiVersion` and `kind`, and as what the object is judged in spite of it. */
export interface KindVerdict {
  readonly gvk: KnownKind;
  readonly hit?: Hit & { readonly code: string; readonly severity: Severity };
}

/** Groups that the server no longer has. */
const GONE_GROUPS: ReadonlySet<string> = new Set(['extensions']);

const gvkOfRow = (row: ApiResource): GroupVersionKind => ({ ...parseApiVersion(row.apiVersion), kind: row.kind });

/** Judges `apiVersion` and `kind`. Kinds of groups that are not built in are somebody's custom resources. */
export function judgeKind(
  node: GraphNode,
  knows: (gvk: KnownKind) => boolean,
  version: KubernetesVersion,
  workspace: Pick<Workspace, 'definitionOf' | 'kindOf'>,
): KindVerdict {
  const { gvk } = node;
  const { apiVersion, kind } = node.resource;
  if (apiVersion === '' || kind === '') return judgeIncomplete(node);
  if (knows(gvk) || resourceOf(gvk) !== undefined || kind === 'List') return { gvk };
  if (kind === 'Config' && apiVersion === 'v1' && node.root.get('clusters').exists) return { gvk };
  const definition = workspace.definitionOf(gvk);
  if (definition !== undefined) return judgeCustom(node, definition);
  if (!builtInGroups.has(gvk.group) && !GONE_GROUPS.has(gvk.group)) return judgeForeign(node);
  const meant = meantRow(apiVersion, kind);
  const removed = /^1\.(\d+)$/.exec(historyOf(gvk)?.removed ?? '')?.[1];
  // Of the newest version it is known what is served; of older ones, what was not gone yet.
  const served = version.minor < NEWEST_MINOR && Number(removed ?? 0) > version.minor;
  if (served) return { gvk: meant ? gvkOfRow(meant) : gvk };
  if (meant === undefined) {
    const message = `The API server has no kind "${kind}" in ${apiVersion}. ${refusal(apiVersion, kind)}`;
    return { gvk, hit: { code: 'unknown-kind', severity: 'error', message, path: ['kind'], part: 'value' } };
  }
  const sameKind = meant.kind === kind;
  const message = sameKind
    ? `${kind} is not in ${apiVersion}; it is in ${meant.apiVersion}. ${refusal(apiVersion, kind)}`
    : `There is no kind "${kind}"; did you mean ${meant.kind}? ${refusal(apiVersion, kind)}`;
  return {
    gvk: gvkOfRow(meant),
    hit: {
      code: sameKind ? 'unknown-version' : 'unknown-kind',
      severity: 'error',
      message,
      path: [sameKind ? 'apiVersion' : 'kind'],
      part: 'value',
      fixes: () => identityFix(node, meant),
    },
  };
}

const refusal = (apiVersion: string, kind: string): string =>
  `The API server refuses it: no matches for kind "${kind}" in version "${apiVersion}"`;

/** A version that the workspace's own definition of the kind does not serve. The object is judged as what is served. */
function judgeCustom(node: GraphNode, definition: CustomDefinition): KindVerdict {
  const { gvk, apiVersion, kind } = node.resource;
  const served = [...definition.versions.values()].filter((version) => version.served);
  const [best] = served.sort((a, b) => compareVersions(a.gvk.version, b.gvk.version));
  const known = definition.versions.has(gvk.version) ? 'does not serve' : 'does not have';
  const use = best === undefined ? '' : `; use ${best.resource.apiVersion}`;
  return {
    gvk: best === undefined ? gvk : { ...best.gvk, custom: best },
    hit: {
      code: 'unknown-version',
      severity: 'error',
      message: `The definition ${definition.name} ${known} ${gvk.version}${use}. ${refusal(apiVersion, kind)}`,
      path: ['apiVersion'],
      part: 'value',
      ...(best === undefined ? {} : { fixes: () => identityFix(node, best.resource) }),
    },
  };
}

/** A group that nobody knows: at most a hint, where it looks like a slip in a built-in one. */
function judgeForeign(node: GraphNode): KindVerdict {
  const { gvk, apiVersion, kind } = node.resource;
  const row = resources.find((candidate) => candidate.kind === kind);
  if (row === undefined) return { gvk };
  const groups = new Set(resources.filter((candidate) => candidate.kind === kind).map((r) => r.apiVersion));
  const meant = nearest(apiVersion, groups);
  const target = resources.find((candidate) => candidate.kind === kind && candidate.apiVersion === meant);
  if (target === undefined) return { gvk };
  return {
    gvk,
    hit: {
      code: 'unknown-group',
      severity: 'hint',
      message: `No built-in group is called "${gvk.group}"; did you mean ${target.apiVersion}?`,
      path: ['apiVersion'],
      part: 'value',
      fixes: () => identityFix(node, target),
    },
  };
}

/** The row that a wrong apiVersion and kind most likely mean. */
function meantRow(apiVersion: string, kind: string): ApiResource | undefined {
  const exact = preferred(
    resources.filter((row) => row.kind === kind),
    apiVersion,
  );
  if (exact !== undefined) return exact;
  const here = resources.filter((row) => row.apiVersion === apiVersion);
  const near =
    nearest(kind, new Set(here.map((row) => row.kind))) ?? nearest(kind, new Set(resources.map((row) => row.kind)));
  if (near !== undefined)
    return preferred(
      resources.filter((row) => row.kind === near),
      apiVersion,
    );
  const lower = kind.toLowerCase();
  return resources.find((row) => row.plural === lower || row.shortNames.includes(lower));
}

/** Of the versions of one kind the one nearest to what is written: same version, same group, else the newest stable. */
function preferred(rows: readonly ApiResource[], apiVersion: string): ApiResource | undefined {
  const { group } = parseApiVersion(apiVersion);
  return (
    rows.find((row) => row.apiVersion === apiVersion) ??
    rows.find((row) => parseApiVersion(row.apiVersion).group === group) ??
    rows.find((row) => row.apiVersion !== 'events.k8s.io/v1')
  );
}

function identityFix(node: GraphNode, meant: ApiResource): readonly Fix[] {
  const { resource } = node;
  const edits: TextEdit[] = [];
  for (const [field, value] of [
    ['apiVersion', meant.apiVersion],
    ['kind', meant.kind],
  ] as const) {
    if (resource[field] === value) continue;
    const edit = replaceValue(resource, [field], value);
    if (edit !== undefined) edits.push(edit);
  }
  const selector = missingSelector(node, meant);
  if (selector !== undefined) edits.push(selector);
  const changed = edits.length === 0 ? [] : [{ uri: resource.manifest.source.uri, edits }];
  const title = resource.kind === meant.kind ? `Use apiVersion ${meant.apiVersion}` : `Use kind ${meant.kind}`;
  return changed.length === 0 ? [] : [{ title, edits: changed, preferred: true }];
}

/** Old versions made the selector from the template's labels; today it must be written. */
function missingSelector(node: GraphNode, meant: ApiResource): TextEdit | undefined {
  const labels = node.podSource?.labels ?? {};
  const needs = meant.apiVersion === 'apps/v1' && node.root.get('spec', 'template').exists;
  if (!needs || node.root.get('spec', 'selector').exists || Object.keys(labels).length === 0) return undefined;
  return addField(node.resource, ['spec'], 'selector', { matchLabels: labels });
}

/** One of the two is missing (or is no text, which decoding says). */
function judgeIncomplete(node: GraphNode): KindVerdict {
  const { resource } = node;
  const { gvk, apiVersion, kind } = resource;
  const lacks = apiVersion === '' ? 'apiVersion' : 'kind';
  const guess = apiVersion === '' ? rowOfKind(kind) : guessKind(node, apiVersion);
  const said = lacks === 'kind' ? "Object 'Kind' is missing" : 'apiVersion not set';
  const written = node.root.get(lacks);
  const wrongType = written.exists && typeof written.value !== 'string';
  const what = wrongType ? `"${lacks}" must be a text` : `"${lacks}" is missing`;
  const hint = guess === undefined ? '' : `; for this object it is ${guess[lacks]}`;
  return {
    gvk: guess === undefined ? gvk : gvkOfRow(guess),
    hit: {
      code: wrongType ? 'wrong-type' : 'required-field',
      severity: 'error',
      message: `${what}${hint}. The API server refuses it: ${said}`,
      path: [lacks],
      part: 'value',
      fixes: () => completionFix(node, lacks, guess),
    },
  };
}

function completionFix(node: GraphNode, lacks: 'apiVersion' | 'kind', guess: ApiResource | undefined): readonly Fix[] {
  if (guess === undefined) return [];
  const { resource } = node;
  const written = resource.rangeOf([lacks], 'value');
  const edit = written
    ? replaceValue(resource, [lacks], guess[lacks])
    : addField(resource, [], lacks, guess[lacks], lacks === 'kind' ? 'apiVersion' : undefined);
  if (edit === undefined) return [];
  const edits = [{ uri: resource.manifest.source.uri, edits: [atTop(node, lacks, edit)] }];
  return [{ title: `Add ${lacks}: ${guess[lacks]}`, edits, preferred: true }];
}

/** `apiVersion` goes in front of `kind`, where people look for it. */
function atTop(node: GraphNode, lacks: string, edit: TextEdit): TextEdit {
  const kind = node.resource.rangeOf(['kind'], 'entry');
  const text = node.resource.manifest.source.text;
  if (lacks !== 'apiVersion' || kind === undefined || !edit.newText.startsWith('\n')) return edit;
  const start = text.lastIndexOf('\n', kind.start - 1) + 1;
  const lead = text.slice(start, kind.start);
  const at = { start: kind.start, end: kind.start };
  return { range: at, newText: `${edit.newText.trimStart()}\n${lead.replace(/[^ ]/g, ' ')}` };
}

const rowOfKind = (kind: string): ApiResource | undefined => (kind === '' ? undefined : meantRow('', kind));

/** Fields that give a kind away. */
const SIGNS: ReadonlyArray<readonly [string, readonly (readonly string[])[]]> = [
  ['v1/ConfigMap', [['data']]],
  ['v1/Pod', [['spec', 'containers']]],
  ['v1/Service', [['spec', 'ports']]],
  [
    'apps/v1/Deployment',
    [
      ['spec', 'template'],
      ['spec', 'selector'],
    ],
  ],
  ['networking.k8s.io/v1/Ingress', [['spec', 'rules']]],
];

/** The kind of an object that does not say it, where its apiVersion and its fields leave one. */
function guessKind(node: GraphNode, apiVersion: string): ApiResource | undefined {
  const sign = SIGNS.find(
    ([key, paths]) => key.startsWith(`${apiVersion}/`) && paths.every((path) => node.root.get(...path).exists),
  );
  return sign === undefined ? undefined : resources.find((row) => `${row.apiVersion}/${row.kind}` === sign[0]);
}
