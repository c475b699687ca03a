// drydock/rules: every code that a finding can have, and how it is set for a file.
import { settingFor, summaries } from '../../diagnostics/pages.ts';
import { RULES, type RuleInfo, type RulesParams } from '../../protocol/rules.ts';
import { defineHandler } from '../handler.ts';
import { canonicalUri } from '../uris.ts';

export const handler = defineHandler<RulesParams, RuleInfo[]>({
  method: RULES,
  empty: [],
  handle({ uri }, { session }) {
    const [folder] = session.folders.keys();
    const file = uri === undefined ? `${folder ?? ''}/any.yaml` : canonicalUri(uri);
    const settings = session.analysis.checker.settingsOf(file);
    return summaries().map(({ code, title, group, level }) => ({
      code,
      title,
      group,
      setting: settingFor(code, settings),
      ...(level === undefined ? {} : { level }),
    }));
  },
});
