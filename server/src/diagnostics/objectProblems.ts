// Everything that the API server has against one object, as drafts of findings: its kind, its fields, its values.
import { isWithin, stepOf, type FieldPath } from '../api/fieldPath.ts';
import type { KnownKind } from '../api/gvk.ts';
import type { ApiObject } from '../api/kindRules.ts';
import type { Judgement } from '../api/judge.ts';
import type { Problem, Stage } from '../api/problem.ts';
import { resources } from '../api/resource.ts';
import { replaceValue } from '../workspace/edit.ts';
import type { GraphNode, Workspace } from '../workspace/workspace.ts';
import type { Fix, Severity } from './finding.ts';
import { followUpsOf, type Candidate } from './followUps.ts';
import type { KindVerdict } from './kindProblems.ts';
import { describeProblem } from './problems.ts';
import { fixOf, type RepairContext } from './repairs/repair.ts';
import { repairsOf } from './repairs/repairs.ts';
import { describeMeant, meantBy } from './repairs/unknownField.ts';
import type { Description } from './rule.ts';
import { fieldsAt } from './schemaView.ts';

/** A finding without its place in the text. */
export interface Draft extends Description {
  readonly code: string;
  readonly severity: Severity;
  readonly stage?: Stage;
  readonly fixes?: () => readonly Fix[];
}

/** What is known of an object when its problems are described. */
export interface JudgedNode {
  readonly node: GraphNode;
  readonly kind: KindVerdict;
  readonly judgement: Judgement | undefined;
  readonly workspace: Workspace;
  /** What the object replaces, where that is known. */
  readonly existing?: ApiObject | undefined;
}

/** The drafts of an object's problems. */
export function draftsOf({ node, kind, judgement, workspace, existing }: JudgedNode): Draft[] {
  const drafts: Draft[] = kind.hit === undefined ? [] : [{ stage: 'decode', ...kind.hit }];
  const context: RepairContext = { node, gvk: kind.gvk, workspace, existing };
  const problems = (judgement?.problems ?? []).filter((problem) => problem.reason !== 'NoKind');
  const other = otherKind(node, kind.gvk, problems);
  if (other !== undefined) return [...drafts, wrongKind(node, kind.gvk, other, problems), ...followers(node, problems)];
  const candidates = problems.map((problem): Candidate => {
    const described = describeProblem(node, problem);
    const written = node.root.walk(described.path).value !== undefined;
    return {
      written,
      described,
      meant: described.code === 'unknown-field' ? meantBy(context, described.path) : undefined,
    };
  });
  const followUps = followUpsOf(candidates);
  for (const candidate of candidates) {
    const { described, meant } = candidate;
    const { code, path, part, related, problem } = described;
    const hint = meant === undefined ? '' : `${describeMeant(meant, String(stepOf(path.at(-1) ?? '')))} `;
    drafts.push({
      code,
      severity: 'error',
      message:
        hint === ''
          ? described.message
          : described.message.replace(/ here\. (?:The fields here are [^.]*\. )?/, ` here; ${hint}`),
      path,
      part,
      related,
      stage: problem.stage,
      ...(followUps.has(candidate) || isWithin(path, kind.hit?.path ?? ['']) ? { followUp: true } : {}),
      fixes: () => repairsOf(context, described),
    });
  }
  return drafts;
}

const followers = (node: GraphNode, problems: readonly Problem[]): Draft[] =>
  problems.map((problem) => {
    const { code, path, part, message } = describeProblem(node, problem);
    return { code, severity: 'error', message, path, part, stage: problem.stage, followUp: true };
  });

/** The unknown fields directly below `spec`. */
const unknownSpecFields = (problems: readonly Problem[]): readonly FieldPath[] =>
  problems
    .filter((problem) => problem.reason === 'UnknownField' && problem.path.length === 2 && problem.path[0] === 'spec')
    .map((problem) => problem.path);

/**
 * The kind whose fields the object has, if it is not the one it says: several fields of `spec` that its own kind does
 * not know and that all belong to one other kind.
 */
function otherKind(node: GraphNode, gvk: KnownKind, problems: readonly Problem[]): string | undefined {
  if (unknownSpecFields(problems).length < 2) return undefined;
  const written = node.root.entries('spec').map(([key]) => key);
  const fitting = resources
    .filter((row) => row.apiVersion === node.resource.apiVersion && row.kind !== gvk.kind)
    .filter((row) => {
      const fields = fieldsAt({ ...gvk, kind: row.kind }, ['spec']);
      return fields !== undefined && written.every((key) => fields.has(key));
    });
  return fitting.length === 1 ? fitting[0]?.kind : undefined;
}

function wrongKind(node: GraphNode, gvk: KnownKind, kind: string, problems: readonly Problem[]): Draft {
  const names = unknownSpecFields(problems).map((path) => `"${stepOf(path[1] ?? '')}"`);
  return {
    code: 'wrong-kind',
    severity: 'error',
    stage: 'decode',
    message:
      `A ${gvk.kind} has no ${names.join(', ')}: these are the fields of a ${kind}. ` +
      `The API server refuses it: ${problems[0]?.message ?? ''}`,
    path: ['kind'],
    part: 'value',
    fixes: () => fixOf(node.resource, `Change the kind to ${kind}`, replaceValue(node.resource, ['kind'], kind), true),
  };
}
