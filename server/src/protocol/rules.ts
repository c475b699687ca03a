// The requests for what rules there are and what they mean. Types and names only.

/** `RulesParams` → `RuleInfo[]`: every code that a finding can have. */
export const RULES = 'drydock/rules';

/** `RulePageParams` → Markdown, or null where there is no such code. */
export const RULE_PAGE = 'drydock/rulePage';

/** For which file the settings are asked. */
export interface RulesParams {
  readonly uri?: string;
}

export interface RulePageParams {
  readonly code: string;
}

/** One code. */
export interface RuleInfo {
  readonly code: string;
  readonly title: string;
  /** `server`: the API server refuses it; `kustomize`: kustomize does; `drydock`: about what is said to Drydock; else the rule's group. */
  readonly group: 'server' | 'kustomize' | 'drydock' | 'correctness' | 'references' | 'practice';
  readonly level?: 'recommended' | 'strict' | 'asked';
  /** What holds for the file, `off` included. */
  readonly setting: 'off' | 'error' | 'warning' | 'info' | 'hint';
}

/**
 * How a client opens pages, as `rulePages` among its `initializationOptions`: only then do findings link to them, and
 * code actions offer them.
 */
export interface RulePages {
  /** A link with `{code}` in the place of the code. */
  readonly href?: string;
  /** A command of the client's that takes the code. */
  readonly command?: string;
}
