// Puts the analysis together from its layers.
import type { Source } from '../manifest/source.ts';
import type { Analysis, SourceChange } from './analysis.ts';
import type { Log } from './session.ts';

/** The analysis of an empty workspace. */
export function createAnalysis(_log: Log): Analysis {
  const sources = new Map<string, Source>();
  const affected = new Set<string>();
  return {
    apply(changes: readonly SourceChange[]) {
      for (const { uri, source } of changes) {
        affected.add(uri);
        if (source) sources.set(uri, source);
        else sources.delete(uri);
      }
    },
    takeAffected() {
      const uris = [...affected];
      affected.clear();
      return uris;
    },
    source: (uri) => sources.get(uri),
    uris: () => sources.keys(),
    findings: () => [],
    counts: () => ({ files: sources.size, resources: 0 }),
  };
}
