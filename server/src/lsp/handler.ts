// What a request handler is. One file per method under handlers/, exporting `handler`; the registry is generated from
// the folder listing. A handler is thin: it turns positions into offsets, calls a pure function and turns the answer back.
import type { CancellationToken, ServerCapabilities } from 'vscode-languageserver';
import type { Session } from './session.ts';

/** Reports on long work to the client, if the client asked for it; else does nothing. */
export interface Progress {
  /** `percentage` is 0 to 100. */
  report(message: string, percentage?: number): void;
}

/** What a handler gets besides the parameters. */
export interface RequestContext {
  /** Everything the server knows. Edits that came in before the request are already analysed. */
  readonly session: Session;
  readonly token: CancellationToken;
  readonly progress: Progress;
}

/** One request of the protocol, standard or custom. */
export interface Handler<P = unknown, R = unknown> {
  /** `textDocument/hover`, `drydock/dryRun`, … */
  readonly method: string;
  /** What the server declares for it at initialisation. */
  readonly capabilities?: ServerCapabilities;
  /** The answer where there is nothing to say, and after a bug of ours: the server logs it and goes on. */
  readonly empty: R;
  handle(params: P, context: RequestContext): R | Promise<R>;
}

/** Gives a handler its place in the registry: `export const handler = defineHandler<HoverParams, Hover | null>({ … })`. */
export const defineHandler = <P, R>(handler: Handler<P, R>): Handler => handler;
