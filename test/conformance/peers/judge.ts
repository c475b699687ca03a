// Our findings for a fixture, held against what the other suite expects. A rule says in `covers` for which checks of
// others it stands; problems of the API server's own stand in SERVER below.
import { check } from '../../../server/src/diagnostics/check.ts';
import type { Settings } from '../../../server/src/diagnostics/configuration.ts';
import type { Finding } from '../../../server/src/diagnostics/finding.ts';
import type { RequiredMetadata } from '../../../server/src/diagnostics/requiredKeys.ts';
import { rules } from '../../../server/src/diagnostics/rules/rules.generated.ts';
import type { Workspace } from '../../../server/src/workspace/workspace.ts';
import { workspaceOf } from '../../workspace/build.ts';
import type { Expectation, Files, Part } from './expectation.ts';

/** Checks of others that the server's own refusals, or several of our findings, stand for. `error` is any refusal. */
const SERVER: Readonly<Record<string, readonly string[]>> = {
  'KL mismatching-selector': ['selector-mismatch'],
  'KL duplicate-env-var': ['duplicate-env', 'duplicate-value'],
  'KL no-extensions-v1beta': ['unknown-version'],
  'KL invalid-target-ports': ['invalid-value'],
  'KL no-rolling-update-strategy': ['unsupported-value'],
  'KL restart-policy': ['unsupported-value'],
  'KL schema-validation': ['error'],
  'PO pdbMinAvailableGreaterThanHPAMinReplicas': ['invalid-value'],
  'KS stable-version': ['unknown-version'],
  'KS deployment-pod-selector-labels-match-template-metadata-labels': ['selector-mismatch'],
  'KS statefulset-pod-selector-labels-match-template-metadata-labels': ['selector-mismatch'],
  'KS container-ports-check': ['required-field', 'duplicate-value', 'invalid-value'],
  'KS cronjob-restartpolicy': ['unsupported-value', 'required-field'],
  'KS pod-topology-spread-constraints': ['required-field', 'unsupported-value', 'invalid-value'],
  'KS label-values': ['invalid-value'],
  'KC schema-validation': ['error'],
  'MO K8S001': ['error'],
  'MO K8S003': ['unknown-version'],
  'MO K8S004': ['unknown-kind', 'unknown-group', 'unknown-version'],
};

/** The codes of ours that stand for a check of another tool. */
export function codesFor(id: string): readonly string[] {
  const own = rules.filter(({ covers = [] }) => covers.includes(id)).map(({ code }) => code);
  return [...own, ...(SERVER[id] ?? [])];
}

export interface Outcome {
  readonly expectation: Expectation;
  readonly codes: readonly string[];
  /** The codes that were found, each once. */
  readonly found: readonly string[];
  readonly agrees: boolean;
}

/** All groups on. */
const STRICT: Settings = { groups: { practice: 'strict' }, rules: new Map() };

const email = new Map([['email', []]]);
const owner = new Map([['owner', []]]);

/** What checks of others ask for by default and ours by configuration. */
const ASKED: Readonly<Record<string, RequiredMetadata>> = {
  'KL required-annotation-email': { annotations: email },
  'KL required-label-owner': { labels: owner },
};

interface Checked {
  readonly workspace: Workspace;
  readonly findings: readonly Finding[];
}

/** One fixture is asked about many times. */
const checked = new WeakMap<Files, Checked>();

function findingsOf(files: Files, required: RequiredMetadata | undefined): Checked {
  const known = checked.get(files);
  if (known !== undefined && required === undefined) return known;
  const workspace = workspaceOf(files);
  const findings = [...check(workspace, { settings: () => ({ ...STRICT, ...(required === undefined ? {} : { required }) }) }).values()].flat();
  const made = { workspace, findings };
  if (required === undefined) checked.set(files, made);
  return made;
}

/** Whether a finding stands in the part. Files with parts have one text. */
function isIn({ workspace }: Checked, finding: Finding, { objects, container }: Part): boolean {
  const nodes = [...workspace.nodesOf(finding.uri)];
  const at = nodes.findIndex(({ resource }) => resource === finding.resource);
  if (!objects.includes(at)) return false;
  if (container === undefined) return true;
  const list = finding.path.findIndex((step) => step === 'containers' || step === 'initContainers');
  const item = list < 0 ? undefined : finding.path.slice(0, list + 2);
  return item !== undefined && nodes[at]?.root.walk(item).text('name') === container;
}

/** What we say of the fixture. */
export function judgeExpectation(expectation: Expectation): Outcome {
  const { tool, check: name, files, fails, count, part } = expectation;
  const codes = codesFor(`${tool} ${name}`);
  const all = findingsOf(files, expectation.required ?? ASKED[`${tool} ${name}`]);
  const found = all.findings.filter(
    (finding) =>
      finding.followUp !== true &&
      (codes.includes(finding.code) || (finding.severity === 'error' && codes.includes('error'))) &&
      (part === undefined || isIn(all, finding, part)),
  );
  const objects = new Set(found.map(({ resource }) => resource)).size;
  const agrees = count === undefined ? fails === found.length > 0 : count === objects;
  return { expectation, codes, found: [...new Set(found.map(({ code }) => code))].sort(), agrees };
}
