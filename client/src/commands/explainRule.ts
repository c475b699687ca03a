// Pages about rules: what a finding means, why it matters and what to do, in VS Code's own Markdown preview. They come
// from the language server, so nothing is fetched.
import * as vscode from 'vscode';
import {
  RULE_PAGE,
  RULES,
  type RuleInfo,
  type RulePageParams,
  type RulesParams,
} from '../../../server/src/protocol/rules.ts';
import { CannotRun, type Drydock } from '../drydock.ts';

const SCHEME = 'drydock-docs';

/** Serves the pages as read-only documents: `drydock-docs:/unknown-field.md`. */
export const provideRulePages = (drydock: Drydock): vscode.Disposable =>
  vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: async ({ path }) => {
      const code = path.replace(/^\/|\.md$/g, '');
      const text = await drydock.request<string | null>(RULE_PAGE, { code } satisfies RulePageParams);
      return text ?? `# ${code}\n\nThere is no such rule.\n`;
    },
  });

/** Opens the page of a rule: of the one that is named, else of one that the person picks. */
export async function explainRule(drydock: Drydock, argument: unknown): Promise<void> {
  const code = typeof argument === 'string' && argument !== '' ? argument : await pickRule(drydock);
  const page = await drydock.request<string | null>(RULE_PAGE, { code } satisfies RulePageParams);
  if (page === null) throw new CannotRun(`There is no rule “${code}”.`);
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${code}.md` });
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    // Without VS Code's Markdown extension the text itself is readable enough.
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }
}

const GROUPS: ReadonlyArray<readonly [RuleInfo['group'], string]> = [
  ['server', 'What the API server refuses'],
  ['kustomize', 'What kustomize refuses'],
  ['correctness', 'Correctness'],
  ['references', 'References'],
  ['practice', 'Practice'],
  ['drydock', 'About Drydock’s own settings'],
];

interface RuleItem extends vscode.QuickPickItem {
  readonly code?: string;
}

const itemOf = ({ code, title, group, level, setting }: RuleInfo): RuleItem => ({
  label: title,
  description: code,
  detail: [setting === 'off' ? '$(circle-slash) off' : `$(check) ${setting}`, group, level]
    .filter((part) => part !== undefined)
    .join(' · '),
  code,
});

const separator = (label: string): RuleItem => ({ label, kind: vscode.QuickPickItemKind.Separator });

/** Asks for a rule: those of the open file's findings first, then all of them by group. */
async function pickRule(drydock: Drydock): Promise<string> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const rules = await drydock.request<RuleInfo[]>(RULES, (uri ? { uri: uri.toString() } : {}) satisfies RulesParams);
  const here = new Set(uri ? vscode.languages.getDiagnostics(uri).flatMap(codeOf) : []);
  const found = rules.filter(({ code }) => here.has(code));
  const others = GROUPS.flatMap(([group, label]) => {
    const items = rules.filter((rule) => rule.group === group && !here.has(rule.code)).map(itemOf);
    return items.length === 0 ? [] : [separator(label), ...items];
  });
  const items = found.length === 0 ? others : [separator('In this file'), ...found.map(itemOf), ...others];
  const choice = await vscode.window.showQuickPick(items, {
    title: 'Explain Rule',
    placeHolder: 'Which rule?',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (choice?.code === undefined) throw new vscode.CancellationError();
  return choice.code;
}

/** The code of one of Drydock's findings. */
function codeOf({ source, code }: vscode.Diagnostic): readonly string[] {
  if (source !== 'drydock' || code === undefined) return [];
  return [String(typeof code === 'object' ? code.value : code)];
}
