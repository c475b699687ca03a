// Why a build ends. A build is a long way down through files, and what ends it is found at the bottom: it is thrown
// there, gets the words of those it passes on its way up, and is caught in build.ts. It never leaves this folder.
import type { Place } from './node.ts';

/** What kustomize refuses, in its words, and where to show it. */
export class Refusal extends Error {
  readonly place: Place | undefined;

  constructor(message: string, place: Place | undefined) {
    super(message);
    this.place = place;
  }
}

/** What kustomize may well build, but we cannot: nothing is known of the outcome. */
export class Incomplete extends Refusal {}

/** Runs a part of a build; what ends it gets a prefix, and a place if it has none yet. */
export function within<T>(prefix: string, place: Place | undefined, part: () => T): T {
  try {
    return part();
  } catch (error) {
    if (error instanceof Incomplete) throw new Incomplete(error.message, error.place ?? place);
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(prefix === '' ? error.message : `${prefix}: ${error.message}`, error.place ?? place);
  }
}
