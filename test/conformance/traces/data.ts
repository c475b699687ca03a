// The recorded scenarios of a real 1.36.3 control plane, unpacked.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** One step of a scenario. */
export interface ScenarioStep {
  readonly run?: string;
  readonly wait?: number;
  readonly quiet?: number;
  readonly path?: string;
}

/** One scenario; its format is described in README.md. */
export interface Scenario {
  readonly name: string;
  readonly area: string;
  readonly nodes?: string;
  readonly exclusive?: boolean;
  readonly quiet?: number;
  readonly path?: string;
  readonly nodeNames?: string;
  readonly keepDefaults?: boolean;
  readonly cluster?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly steps: readonly ScenarioStep[];
}

/** What was recorded; compared by lib/compare.mjs. */
export interface TraceRecord {
  readonly name: string;
  readonly names: Readonly<Record<string, string>>;
  readonly steps: readonly Readonly<Record<string, unknown>>[];
}

interface Traces {
  readonly nodes: string;
  readonly scenarios: readonly Scenario[];
  readonly records: readonly TraceRecord[];
}

/** All scenarios with their records. */
export const traces = JSON.parse(
  gunzipSync(readFileSync('test/conformance/traces/traces.json.gz')).toString(),
) as Traces;

/** The record of a scenario. */
export const recordOf = (name: string): TraceRecord | undefined => traces.records.find((record) => record.name === name);
