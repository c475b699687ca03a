// Which rules run for a file, and with which severity, by what is configured for it.
import type { FileSettings, RuleSetting } from './configuration.ts';
import type { Finding } from './finding.ts';
import type { AnyRule } from './rule.ts';

/** Whether a rule runs: its own setting decides, else its group's. */
export function isEnabled(rule: AnyRule, { groups, rules: single }: FileSettings): boolean {
  const own = single.get(rule.code);
  if (own !== undefined || rule.level === 'asked') return own !== 'off';
  const group = groups[rule.group] ?? (rule.group === 'practice' ? 'off' : 'on');
  return group === 'on' || group === 'strict' || (group === 'recommended' && rule.level !== 'strict');
}

/** A finding with the severity that is configured for its code; none if that is `off`. */
export function adjusted(finding: Finding, { rules: single }: FileSettings): readonly Finding[] {
  const setting: RuleSetting | undefined = single.get(finding.code);
  if (setting === undefined) return [finding];
  return setting === 'off' ? [] : [{ ...finding, severity: setting }];
}
