// How far our answers agree with the server's: the definitions of the recorded data's own scorer, so that figures can be
// compared. README.md of test/conformance says what each figure means.
import type { Case, Verdict } from './data.ts';
import type { Answer, Found } from './replay.ts';

/** One spelling for a field path: spec.a[0].b[key] = spec.a.0.b["key"] = spec.a.0.b.key; no dots around it. */
export function normalPath(path: string): string {
  const trimmed = path.trim();
  if (trimmed === '<nil>' || trimmed === '<root>' || trimmed === '$') return '';
  return trimmed
    .replace(/^\$\.?/, '')
    .replace(/^\/(?=\w)/, '')
    .replace(
      /\[\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\]]*))\s*\]/g,
      (_, a?: string, b?: string, c?: string) => `.${a ?? b ?? c ?? ''}`,
    )
    .replace(/^\.+/, '')
    .replace(/\.+$/, '');
}

const withoutPositions = (path: string): string => path.replace(/\.\d+(?=\.|$)/g, '');

/** A place that we name: in the one spelling, and as the server's decoder does, without positions and keys of maps. */
interface Place {
  readonly path: string;
  readonly fields: string;
}
const placeOf = (path: string): Place => ({ path: normalPath(path), fields: normalPath(path.replace(/\[[^\]]*\]/g, '')) });

/** What the server named. `loose`: without list positions. `leaf`: only the last part of the path is known. */
interface Cause {
  readonly field: string;
  readonly message: string;
  readonly loose?: boolean;
  readonly leaf?: boolean;
}

/** A 422 lists its causes; of a decoding error they stand in the message. */
export function causesOf(verdict: Verdict): readonly Cause[] {
  if (verdict.causes && verdict.causes.length > 0) {
    return verdict.causes.map((cause) => ({ field: normalPath(cause.field), message: cause.message }));
  }
  const causes: Cause[] = [];
  for (const match of verdict.message.matchAll(/(?:unknown|duplicate) field "((?:[^"\\]|\\.)*)"/g)) {
    causes.push({ field: normalPath((match[1] ?? '').replace(/\\(.)/g, '$1')), message: match[0] });
  }
  const wrongType = /json: cannot unmarshal (\S+(?: [-\d.]+)?) into Go struct field (\S+) of type (\S+)/g;
  for (const match of verdict.message.matchAll(wrongType)) {
    causes.push({ field: normalPath((match[2] ?? '').replace(/^[^.]*\./, '')), message: match[0], loose: true });
  }
  for (const match of verdict.message.matchAll(/key "((?:[^"\\]|\\.)*)" already set in map/g)) {
    causes.push({ field: match[1] ?? '', message: match[0], leaf: true });
  }
  return causes;
}

/** Places that the server names in its own way, and where they stand in a manifest. Both spellings count. */
const REAL_PLACES: readonly (readonly [RegExp, string])[] = [
  [/\.template\.(labels|annotations)/, '.template.metadata.$1'],
  [/\.downwardapi\.(path|mode|fieldref|resourcefieldref)/, '.downwardapi.items.#.$1'],
  [/\.projected\.path$/, '.projected.sources.#.#.items.#.path'],
  [/\.csi\.name$/, '.csi.nodepublishsecretref.name'],
  [/\.(\d+)\.namespace$/, '.$1.namespaces.#'],
  [/\.\{topologykey, whenunsatisfiable\}$/, ''],
  [/^spec\.resources\.containers\.(\d+)\.([^.]+)\.(limits|requests)/, 'spec.containers.$1.resources.$3.$2'],
  [/\.spec\.resources\.storage$/, '.spec.resources.requests.storage'],
  [/^spec\.attachedrequired$/, 'spec.attachrequired'],
  // Upstream hands the two over in the wrong order.
  [/\.clientconfig\.service\.name$/, '.clientconfig.service.namespace'],
  [/\.clientconfig\.service\.namespace$/, '.clientconfig.service.name'],
  // What all versions of a definition have alike is judged as if it stood in the spec.
  [/^spec\.validation\b/, 'spec.versions.#.schema'],
  [/^spec\.(subresources|additionalprintercolumns|selectablefields)\b/, 'spec.versions.#.$1'],
  [/^spec\.conversion\.webhookclientconfig\b/, 'spec.conversion.webhook.clientconfig'],
  [/^spec\.conversion\.conversionreviewversions\b/, 'spec.conversion.webhook.conversionreviewversions'],
  [/^spec\.version$/, 'spec.versions.0.name'],
  [/\.requests\.(\d+)\.adminaccess$/, '.requests.$1.exactly.adminaccess'],
  [/\.resourcerules\.operations$/, '.resourcerules.#.operations'],
  // autoscaling/v1, judged as autoscaling/v2.
  [/^spec\.metrics\.0\.resource\.target\.averageutilization$/, 'spec.targetcpuutilizationpercentage'],
  [/^spec\.metrics$/, 'spec.minreplicas'],
  [/^metadata\.taints/, 'spec.taints'],
  [/^overhead\.limits/, 'overhead.podfixed'],
];

/** Embedded Go structs, which decoding errors name and manifests do not have. */
const withoutStructs = (path: string): string => {
  const parts = path.split('.');
  return parts.filter((part, index) => index === parts.length - 1 || !/^[A-Z]/.test(part)).join('.');
};

/** Whether `path` is `place` or lies at most two steps inside it. */
function isAt(path: string, place: string): boolean {
  const a = path.split('.');
  const b = place.split('.');
  return (
    a.length >= b.length &&
    a.length <= b.length + 2 &&
    b.every((part, index) => part === a[index] || (part === '#' && a[index] !== ''))
  );
}

/** Whether a finding stands at a cause's place, or at most two steps inside it. */
function names(finding: Place, cause: Cause): boolean {
  const said = finding.path.toLowerCase();
  const field = cause.field.toLowerCase();
  if (cause.leaf === true) return said === field || said.endsWith(`.${field}`);
  const places = [field];
  if (cause.loose === true) places.push(withoutStructs(cause.field).toLowerCase());
  for (const [from, to] of REAL_PLACES) if (from.test(field)) places.push(field.replace(from, to));
  return places.some((place) => {
    if (place === '') return cause.field === '' ? said === '' : true;
    if (cause.loose !== true) return isAt(said, place);
    return isAt(withoutPositions(said), withoutPositions(place)) || isAt(finding.fields.toLowerCase(), place);
  });
}

/** accept, reject, or undefined where the cluster decided and not the file. */
function outcomeOf(verdict: Verdict): 'accept' | 'reject' | undefined {
  if (verdict.failed === true || verdict.reason === 'NoObjects') return undefined;
  if (verdict.code >= 200 && verdict.code < 300) return 'accept';
  const { code, message } = verdict;
  if (code === 409 || code === 401 || code === 429 || code >= 501) return undefined;
  if (code === 404 && verdict.local !== true) return undefined;
  if (verdict.reason === 'NoMatch' && message.includes('in version "bogus.example.com/')) return undefined;
  const clusterRefused =
    /not found|no PriorityClass|no RuntimeClass|error looking up|exceeded quota|failed quota|cannot (create|update)|is being terminated/i;
  if (code === 403 && clusterRefused.test(message)) return undefined;
  if (code === 422 && /already allocated|provided IP is already|already exists/i.test(message)) return undefined;
  return 'reject';
}

/** What to compare a case with; of a text file only where kubectl and the bare text have the same outcome. */
function truthOf(item: Case, verdict: Verdict): { readonly outcome: 'accept' | 'reject'; readonly verdict: Verdict } | undefined {
  const outcome = outcomeOf(verdict);
  if (outcome === undefined) return undefined;
  const { server } = verdict;
  if (item.file === undefined || server === undefined || server.length === 0) return { outcome, verdict };
  if (server.some((answer) => answer.failed === true)) return undefined;
  const bad = server.find((answer) => outcomeOf(answer) !== 'accept');
  return (bad === undefined ? 'accept' : outcomeOf(bad)) === outcome ? { outcome, verdict } : undefined;
}

const STAGES = ['decode', 'validate', 'admit'] as const;
const firstStage = (errors: readonly Found[]): readonly Found[] => {
  const first = STAGES.find((stage) => errors.some((error) => error.stage === stage));
  return errors.filter((error) => error.stage === first);
};

/** One compared case. */
export interface Row {
  readonly item: Case;
  readonly verdict: Verdict;
  readonly outcome: 'accept' | 'reject';
  readonly ours: 'accept' | 'reject';
  readonly errors: readonly Found[];
  readonly causes: readonly Cause[];
  readonly hasField: boolean;
  readonly anyNamed: boolean;
  readonly allNamed: boolean;
  readonly sameSet: boolean;
}

/** Compares one answer; undefined where there is no one truth. */
export function compare(item: Case, verdict: Verdict | undefined, answer: Answer): Row | undefined {
  const truth = verdict && truthOf(item, verdict);
  if (truth === undefined) return undefined;
  const errors = firstStage(answer.findings);
  const causes = truth.outcome === 'reject' ? causesOf(truth.verdict) : [];
  const said = [...new Map(errors.map((error) => [normalPath(error.path), placeOf(error.path)])).values()];
  const named = causes.map((cause) => said.some((place) => names(place, cause)));
  const allNamed = causes.length > 0 && named.every(Boolean);
  return {
    item,
    verdict: truth.verdict,
    outcome: truth.outcome,
    ours: errors.length > 0 ? 'reject' : 'accept',
    errors,
    causes,
    hasField: truth.outcome === 'reject' && causes.some((cause) => cause.field !== ''),
    anyNamed: named.some(Boolean),
    allNamed,
    sameSet: allNamed && said.every((place) => causes.some((cause) => names(place, cause))),
  };
}

/** The figures over a set of rows. */
export interface Figures {
  readonly cases: number;
  readonly agree: number;
  readonly falseErrors: number;
  readonly missed: number;
  readonly withField: number;
  readonly field: number;
  readonly fields: number;
  readonly set: number;
}

/** Counts, not shares: shares are taken when printed, so that floors stay exact. */
export function figuresOf(rows: readonly Row[]): Figures {
  const count = (test: (row: Row) => boolean): number => rows.reduce((sum, row) => sum + (test(row) ? 1 : 0), 0);
  return {
    cases: rows.length,
    agree: count((row) => row.outcome === row.ours),
    falseErrors: count((row) => row.outcome === 'accept' && row.ours === 'reject'),
    missed: count((row) => row.outcome === 'reject' && row.ours === 'accept'),
    withField: count((row) => row.hasField),
    field: count((row) => row.hasField && row.anyNamed),
    fields: count((row) => row.hasField && row.allNamed),
    set: count((row) => row.hasField && row.sameSet),
  };
}
