// What the two webviews share: their frame, and following a link from one of them into a file.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';

/** The parts of a page that differ: `dist/<bundle>.js` and `.css` draw into the element with the id `root`. */
export interface WebviewPage {
  readonly title: string;
  readonly bundle: string;
  readonly root: string;
}

/** The frame. Only our own script and style may run; everything that is shown arrives later, as data. */
export function webviewPage(webview: vscode.Webview, media: vscode.Uri, { title, bundle, root }: WebviewPage): string {
  const nonce = randomUUID().replaceAll('-', '');
  const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(media, name)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}';`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1.0">
  <link rel="stylesheet" href="${file(`${bundle}.css`)}">
  <title>${title}</title>
</head>
<body>
  <main id="${root}"></main>
  <script nonce="${nonce}" src="${file(`${bundle}.js`)}"></script>
</body>
</html>`;
}

/** Shows a line of a file (from 0) beside the view. */
export async function openLine({ uri, line }: { readonly uri: string; readonly line: number }): Promise<void> {
  const position = new vscode.Position(line, 0);
  const options = { selection: new vscode.Range(position, position), viewColumn: vscode.ViewColumn.One };
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), options);
}
