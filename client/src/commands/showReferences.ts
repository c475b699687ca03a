// What a click on "used by 2" does: the server speaks of places in the protocol's words, the editor in its own.
import * as vscode from 'vscode';

interface Place {
  readonly line: number;
  readonly character: number;
}
interface Location {
  readonly uri: string;
  readonly range: { readonly start: Place; readonly end: Place };
}

const toPosition = ({ line, character }: Place) => new vscode.Position(line, character);

/** Opens the editor's own list of references. */
export function showReferences(uri: unknown, position: unknown, locations: unknown): Thenable<unknown> {
  return vscode.commands.executeCommand(
    'editor.action.showReferences',
    vscode.Uri.parse(String(uri)),
    toPosition(position as Place),
    (locations as readonly Location[]).map(
      (location) =>
        new vscode.Location(
          vscode.Uri.parse(location.uri),
          new vscode.Range(toPosition(location.range.start), toPosition(location.range.end)),
        ),
    ),
  );
}
