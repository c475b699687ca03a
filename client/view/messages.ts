// What the extension and the page that shows a dry run say to each other.
import type { ObjectName } from '../../server/src/protocol/cluster.ts';
import type { DryRunReport } from '../../server/src/protocol/dryRun.ts';

/** Extension → page. */
export interface ToView {
  readonly type: 'report';
  readonly report: DryRunReport;
  readonly decision: 'open' | 'kept' | 'discarded';
}

/** Page → extension. */
export type FromView =
  | { readonly type: 'ready' }
  | { readonly type: 'open'; readonly uri: string; readonly line: number }
  | {
      readonly type: 'command';
      readonly command: 'keep' | 'discard' | 'showDiff' | 'writeBack';
      readonly object?: ObjectName;
    };
