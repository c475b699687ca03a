// The server's state, for the client's one status bar item. Types and names only: the client imports nothing else.

/** Notification server → client: `params` is a `ServerStatus`. Sent when something in it changes, never per keystroke. */
export const STATUS_NOTIFICATION = 'drydock/status';

/** What the server is doing. `off` means that `drydock.enable` is false. */
export type ServerState = 'starting' | 'scanning' | 'ready' | 'off';

/** What the status bar shows. */
export interface ServerStatus {
  readonly state: ServerState;
  /** `1.36`: the version that manifests are checked for, of the first folder where folders differ. */
  readonly kubernetesVersion: string;
  /** Files that hold at least one Kubernetes object. */
  readonly files: number;
  readonly resources: number;
  readonly errors: number;
  readonly warnings: number;
}
