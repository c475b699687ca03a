// Every recorded scenario of a real 1.36.3 control plane, played on the engine: the same objects, events with their
// counts, orders, sequences of sizes and conditions, bounds, hashes, and kubectl's words. Floors only rise.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { traces } from './data.ts';
import { agreementOf, type Agreement } from './agreement.ts';

/** The least share of checks that agree, per part. What remains stands in README.md. */
const FLOORS: Readonly<Record<string, number>> = {
  result: 0.96,
  objects: 0.9999,
  events: 0.998,
  order: 0.98,
  transitions: 0.998,
  names: 1,
};

const agreements: Agreement[] = [];

test('every scenario has a record and can be played at least in part', () => {
  for (const scenario of traces.scenarios) {
    const agreement = agreementOf(scenario);
    assert.ok(agreement !== undefined, `${scenario.name} has no record`);
    assert.ok(agreement.played > 0, `${scenario.name} cannot be played at all`);
    agreements.push(agreement);
  }
  const steps = agreements.reduce((sum, agreement) => sum + agreement.steps, 0);
  const played = agreements.reduce((sum, agreement) => sum + agreement.played, 0);
  assert.ok(played / steps > 0.93, `${played} of ${steps} steps`);
});

for (const [area, floor] of Object.entries(FLOORS)) {
  test(`${area}: at least ${floor * 100} % of the checks agree`, () => {
    let total = 0;
    let agree = 0;
    const differences: string[] = [];
    for (const { name, byArea, differences: all } of agreements) {
      total += byArea[area]?.total ?? 0;
      agree += byArea[area]?.agree ?? 0;
      for (const { where, real, answer } of all.filter((difference) => difference.area === area)) {
        differences.push(`${name}: ${where}: real ${JSON.stringify(real)}, ours ${JSON.stringify(answer)}`);
      }
    }
    const share = `${agree} of ${total}`;
    assert.ok(agree / total >= floor, `${share}\n${differences.slice(0, 20).join('\n')}`);
  });
}
