// The pages of the codes: what each finding means, why it matters and what to do, with examples. They stand beside the
// rules and in problems/, and are bundled.
import { allCodes, problemOfCode, type ProblemGroup } from './codes.ts';
import type { FileSettings, RuleSetting } from './configuration.ts';
import { isEnabled } from './enabled.ts';
import type { Severity } from './finding.ts';
import type { PracticeLevel, RuleGroup } from './rule.ts';
import { ruleDocs } from './ruleDocs.generated.ts';
import { rules } from './rules/rules.generated.ts';

/** One code in a list of all of them. */
export interface CodeSummary {
  readonly code: string;
  readonly title: string;
  readonly group: RuleGroup | ProblemGroup;
  /** Practice only. */
  readonly level?: PracticeLevel;
  readonly severity: Severity;
}

const textOf = (code: string): string | undefined => (Object.hasOwn(ruleDocs, code) ? ruleDocs[code] : undefined);

/** Whether a code has a page. */
export const hasPage = (code: string): boolean => textOf(code) !== undefined;

/** The part of a page that stands before its examples: what a hover has room for. */
export const leadOf = (code: string): string | undefined => textOf(code)?.split(/^```/m, 1)[0]?.trim();

/** The title of a page. */
const titleOf = (code: string): string => /^# (.*)$/m.exec(textOf(code) ?? '')?.[1] ?? code;

function summaryOf(code: string): CodeSummary {
  const title = titleOf(code);
  const problem = problemOfCode(code);
  if (problem !== undefined) return { code, title, ...problem };
  const rule = rules.find((candidate) => candidate.code === code);
  const { group = 'correctness', severity = 'warning', level } = rule ?? {};
  return { code, title, group, severity, ...(level === undefined ? {} : { level }) };
}

/** Every code, in the order of their names. */
export const summaries = (): readonly CodeSummary[] => allCodes().map(summaryOf);

/** How a code is set for a file: the severity of its findings, or `off`. */
export function settingFor(code: string, settings: FileSettings): RuleSetting {
  const own = settings.rules.get(code);
  if (own !== undefined) return own;
  const rule = rules.find((candidate) => candidate.code === code);
  return rule === undefined || isEnabled(rule, settings) ? summaryOf(code).severity : 'off';
}

const GROUPS: Readonly<Record<CodeSummary['group'], string>> = {
  server: 'the API server',
  kustomize: 'kustomize',
  drydock: 'Drydock itself',
  correctness: 'correctness',
  references: 'references',
  practice: 'practice',
};

/** How a finding is silenced, for the end of a page. */
function silencing({ code, group }: CodeSummary): string {
  if (group === 'drydock') return '';
  const inFiles = `\`.drydock.yaml\` beside or above them:

\`\`\`yaml
rules:
  ${code}: off
\`\`\`
`;
  if (group === 'kustomize') return `\n## To silence it\n\nFor many files, in a ${inFiles}`;
  return `
## To silence it
${group === 'server' ? '\nThe API server refuses the object all the same.\n' : ''}
On one line, with a comment above it; a reason may follow:

\`\`\`yaml
# drydock-disable-next-line ${code} -- why
\`\`\`

For one object, with \`drydock.dev/disable: ${code}\` among its annotations, or before its first key with a comment
\`# drydock-disable ${code}\`. For many files, in a ${inFiles}`;
}

/** The whole page of a code as Markdown; undefined where there is no such code. */
export function pageOf(code: string): string | undefined {
  const text = textOf(code);
  if (text === undefined) return undefined;
  const summary = summaryOf(code);
  const facts = [`\`${code}\``, GROUPS[summary.group], ...(summary.level ? [summary.level] : []), summary.severity];
  return `${text.trimEnd().replace(/^(# .*)$/m, `$1\n\n${facts.join(' · ')}`)}\n${silencing(summary)}`;
}
