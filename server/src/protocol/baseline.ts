// What the objects of a file replace: the file's version in git HEAD, which only the editor's git extension knows.
// Types and names only: the client imports nothing else of the server.

/** Notification-like request: `BaselineParams` → null. */
export const BASELINE = 'drydock/baseline';

/** The committed version of a file. */
export interface BaselineParams {
  readonly uri: string;
  /** null: the file is not in HEAD, or there is no git. */
  readonly text: string | null;
}
