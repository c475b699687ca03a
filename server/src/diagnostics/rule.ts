// What a rule is: it finds defects once and renders each twice, as a message and as a fix. A rule is two sibling files,
// rules/<code>.ts and rules/<code>.md; the registry is generated from the folder.
import type { FieldPath } from '../api/fieldPath.ts';
import type { Judgement } from '../api/judge.ts';
import type { Part } from '../manifest/manifest.ts';
import type { GraphNode, Workspace } from '../workspace/workspace.ts';
import type { Fix, Severity } from './finding.ts';
import type { KubernetesVersion } from './kubernetesVersion.ts';
import type { RequiredMetadata } from './requiredKeys.ts';

/** Correctness and references are on unless turned off; practice is off unless turned on. */
export type RuleGroup = 'correctness' | 'references' | 'practice';

/** How far a person must have turned practice on; `asked`: the rule finds only what a configuration asks for. */
export type PracticeLevel = 'recommended' | 'strict' | 'asked';

/** Another place that explains the defect. */
export interface RelatedField {
  readonly node: GraphNode;
  readonly path: FieldPath;
  readonly part?: Part;
  readonly message: string;
}

/** A defect in words, at a field. */
export interface Description {
  /** What is wrong, why it matters, what to do. */
  readonly message: string;
  readonly path: FieldPath;
  /** Which token to underline; the value if it is not said. A field that is not written shows at its parent. */
  readonly part?: Part;
  /** A word inside of the value: only it is underlined. */
  readonly token?: string;
  /** Only where it differs from the rule's. */
  readonly severity?: Severity;
  readonly followUp?: boolean;
  readonly related?: readonly RelatedField[];
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
}

/** What a rule may look at. */
export interface RuleContext {
  readonly workspace: Workspace;
  readonly version: KubernetesVersion;
  /** What is asked of the object's metadata. */
  readonly required: RequiredMetadata;
  /** The object with the server's types and defaults, as far as it could be read. */
  judged(node: GraphNode): Judgement | undefined;
  /** Whether objects that this one could refer to may exist outside of the workspace: then "missing" is a hint. */
  incomplete(node: GraphNode): boolean;
}

/** A rule with what it finds (`F`): the facts from which message and fix are made. */
export interface Rule<F> {
  readonly code: string;
  readonly group: RuleGroup;
  /** Practice only. */
  readonly level?: PracticeLevel;
  readonly severity: Severity;
  /** `all`, `pods` (every object that is or makes Pods), or types: `apps/Deployment`, `/Pod`. */
  readonly kinds: 'all' | 'pods' | readonly string[];
  /** `workspace` rules look at other objects as well and run again when those change. */
  readonly scope: 'resource' | 'workspace';
  /** The rows of the catalogue of other tools' checks that this rule covers, by their ids. */
  readonly covers?: readonly string[];
  readonly find: (node: GraphNode, context: RuleContext) => Iterable<F>;
  readonly describe: (found: F, node: GraphNode, context: RuleContext) => Description;
  readonly fixes?: (found: F, node: GraphNode, context: RuleContext) => readonly Fix[];
}

/** One defect that a rule has found. */
export interface Hit extends Description {
  readonly fixes?: () => readonly Fix[];
}

/** A rule whose findings' type no longer matters. */
export interface AnyRule extends Omit<Rule<never>, 'find' | 'describe' | 'fixes'> {
  run(node: GraphNode, context: RuleContext): Iterable<Hit>;
}

/** Gives a rule its place in the registry: `export const rule = defineRule<Facts>({ … })`. */
export function defineRule<F>(rule: Rule<F>): AnyRule {
  const { find, describe, fixes, ...rest } = rule;
  return {
    ...rest,
    *run(node, context) {
      for (const found of find(node, context)) {
        const description = describe(found, node, context);
        yield fixes === undefined ? description : { ...description, fixes: () => fixes(found, node, context) };
      }
    },
  };
}

/** A rule whose findings carry their own words and fixes. */
export const simpleRule = (rule: Omit<Rule<Hit>, 'describe' | 'fixes'>): AnyRule =>
  defineRule<Hit>({ ...rule, describe: (hit) => hit, fixes: (hit) => hit.fixes?.() ?? [] });

/** Whether a rule looks at objects like this one. */
export function concerns(rule: AnyRule, node: GraphNode): boolean {
  if (rule.kinds === 'all') return true;
  if (rule.kinds === 'pods') return node.podSource !== undefined;
  return rule.kinds.includes(node.type);
}
