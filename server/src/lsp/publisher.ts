// Publishes findings: the documents being edited first, then the rest in slices, so that a change which touches a
// thousand files never holds up the next keystroke. A file is sent only when its findings differ from what was sent.
import type { Diagnostic } from 'vscode-languageserver';
import type { Finding } from '../diagnostics/finding.ts';
import type { Session } from './session.ts';
import { toDiagnostic } from './toProtocol.ts';

/** How diagnostics leave the server. */
export type Send = (uri: string, version: number | undefined, diagnostics: Diagnostic[]) => void;

interface Sent {
  readonly text: string;
  readonly errors: number;
  readonly warnings: number;
}

/** More findings than this in one file help nobody and cost the editor dearly. */
const MAX_PER_FILE = 1000;
/** How long a slice may take before the loop is given back, in milliseconds. */
const SLICE_MS = 12;
const NOTHING: Sent = { text: '[]', errors: 0, warnings: 0 };

/** Knows what the client shows, and brings it up to date. */
export class Publisher {
  readonly #session: Session;
  readonly #send: Send;
  readonly #sent = new Map<string, Sent>();
  readonly #pending = new Set<string>();
  #errors = 0;
  #warnings = 0;

  constructor(session: Session, send: Send) {
    this.#session = session;
    this.#send = send;
  }

  get errors(): number {
    return this.#errors;
  }

  get warnings(): number {
    return this.#warnings;
  }

  /** Whether files wait to be looked at. */
  get busy(): boolean {
    return this.#pending.size > 0;
  }

  /** Takes over what the session found to be affected. */
  collect(): void {
    for (const uri of this.#session.takeAffected()) this.#pending.add(uri);
  }

  /** Publishes files, open ones first, until the slice is used up. Gives whether anything is left. */
  publishSlice(now: () => number): boolean {
    const deadline = now() + SLICE_MS;
    this.publishOpen(false);
    for (const uri of this.#pending) {
      if (now() >= deadline) break;
      this.#pending.delete(uri);
      this.#publish(uri);
    }
    return this.#pending.size > 0;
  }

  /**
   * Publishes the open documents. `early`: the workspace is still being read, so say only what is sure already. Errors
   * are about the file itself, while "selects nothing" may only mean that the other file has not been read yet.
   */
  publishOpen(early: boolean): void {
    for (const uri of this.#session.openUris()) {
      if (!this.#pending.has(uri)) continue;
      if (early) this.#publish(uri, (finding) => finding.severity === 'error');
      else {
        this.#pending.delete(uri);
        this.#publish(uri);
      }
    }
  }

  #publish(uri: string, wanted: (finding: Finding) => boolean = () => true): void {
    const positions = this.#session.positionsOf(uri);
    const findings = positions
      ? this.#session.findings(uri).filter((finding) => finding.followUp !== true && wanted(finding))
      : [];
    const diagnostics = positions
      ? findings.slice(0, MAX_PER_FILE).map((finding) => toDiagnostic(this.#session, positions, finding))
      : [];
    const before = this.#sent.get(uri) ?? NOTHING;
    const text = diagnostics.length === 0 ? '[]' : JSON.stringify(diagnostics);
    if (text === before.text) return;
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    const warnings = findings.filter(({ severity }) => severity === 'warning').length;
    this.#errors += errors - before.errors;
    this.#warnings += warnings - before.warnings;
    if (diagnostics.length > 0) this.#sent.set(uri, { text, errors, warnings });
    else this.#sent.delete(uri);
    this.#send(this.#session.clientUri(uri), this.#session.source(uri)?.version ?? undefined, diagnostics);
  }
}
