// The file and the offset that a request is about.
import type { TextDocumentPositionParams } from 'vscode-languageserver';
import type { Session } from './session.ts';
import type { Positions } from './toProtocol.ts';
import { canonicalUri } from './uris.ts';

/** A place in a file that is known. */
export interface Located {
  readonly uri: string;
  readonly positions: Positions;
  readonly offset: number;
}

/** Where the caret is; undefined where the file is not known or Drydock is off for it. */
export function locate(session: Session, params: TextDocumentPositionParams): Located | undefined {
  const file = locateFile(session, params.textDocument.uri);
  return file && { ...file, offset: file.positions.offsetAt(params.position) };
}

/** The file of a request; undefined where it is not known, holds nothing of ours, or Drydock is off for it. */
export function locateFile(session: Session, clientUri: string): Omit<Located, 'offset'> | undefined {
  const uri = canonicalUri(clientUri);
  const positions = session.positionsOf(uri);
  if (!positions || !session.settingsFor(uri).enable) return undefined;
  return { uri, positions };
}
