// drydock/rulePage: the page of a code.
import { pageOf } from '../../diagnostics/pages.ts';
import { RULE_PAGE, type RulePageParams } from '../../protocol/rules.ts';
import { defineHandler } from '../handler.ts';

export const handler = defineHandler<RulePageParams, string | null>({
  method: RULE_PAGE,
  empty: null,
  handle: ({ code }) => pageOf(code) ?? null,
});
