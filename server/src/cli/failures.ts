// Bugs of ours that cost an answer but not the run: told on standard error, once for each rule.
import { failureText, type Failed } from '../diagnostics/failed.ts';
import type { Finding } from '../diagnostics/finding.ts';
import type { Io } from './io.ts';

/** What failed in one run. */
export class Failures {
  readonly #io: Io;
  readonly #told = new Set<string>();

  constructor(io: Io) {
    this.#io = io;
  }

  /** A rule that threw. */
  readonly rule: Failed = (code, node, error) => this.#tell(code, failureText(code, node, error));

  /** A fix that threw. */
  readonly fix = ({ code, uri }: Finding, error: unknown): void =>
    this.#tell(`fix of ${code}`, `fix of ${code} failed in ${uri} and is left out: ${String(error)}`);

  #tell(key: string, text: string): void {
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#io.err(`drydock: ${text}\n`);
  }
}
