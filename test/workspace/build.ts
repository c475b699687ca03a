// Workspaces for tests, from texts.
import { parseSource } from '../../server/src/manifest/parse.ts';
import { Workspace, type Change } from '../../server/src/workspace/workspace.ts';

/** A change that gives a file this text. */
export const put = (uri: string, text: string, workspace?: Workspace): Change => ({
  uri,
  parsed: parseSource(
    { uri, languageId: uri.endsWith('.json') ? 'json' : 'yaml', version: null, text },
    workspace?.file(uri),
  ),
});

/** A workspace of files by uri. */
export function workspaceOf(files: Readonly<Record<string, string>>): Workspace {
  const workspace = new Workspace();
  workspace.apply(Object.entries(files).map(([uri, text]) => put(uri, text)));
  return workspace;
}
