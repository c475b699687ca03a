// How the language server is told to link findings to their pages: the code of a finding runs a command.
import type { RulePages } from '../../server/src/protocol/rules.ts';

export const EXPLAIN_RULE = 'drydock.explainRule';

/** `{code}` is replaced by the server; the rest is a list of one argument, percent-encoded. */
export const rulePages: RulePages = { href: `command:${EXPLAIN_RULE}?%5B%22{code}%22%5D`, command: EXPLAIN_RULE };
