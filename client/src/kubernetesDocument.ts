// Whether a document is worth waking up for. YAML that is not Kubernetes must cost nothing, so this looks at the
// beginning of the text only and is not a parser: the server decides section by section.
import type * as vscode from 'vscode';
import { LANGUAGES } from './languageServer.ts';

const LOOKED_AT = 100_000;
const YAML_KEY = /^[ \t]*(?:- )?["']?(?:apiVersion|kind)["']?[ \t]*:/m;
const JSON_KEY = /"(?:apiVersion|kind)"\s*:/;

/** Whether the document may hold a Kubernetes manifest. */
export function looksLikeKubernetes(document: vscode.TextDocument): boolean {
  if (!LANGUAGES.includes(document.languageId)) return false;
  if (/(^|\/)(?:\.drydock\.yaml|kustomization\.ya?ml)$/.test(document.uri.path)) return true;
  const head = document.getText().slice(0, LOOKED_AT);
  return document.languageId === 'yaml' ? YAML_KEY.test(head) : JSON_KEY.test(head);
}
