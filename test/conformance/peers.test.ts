// peers.md explains every disagreement with the test suites of other linters. Their fixtures are not in this repository:
// the figures are made again where DRYDOCK_PEERS names the folder that has the checkouts, and it is said where it does not.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { CATALOGUE } from '../diagnostics/catalogue.ts';
import { TOOLS } from './peers/expectation.ts';
import { disagreements, knownLines, linesOf, OPEN } from './peers/report.ts';
import { readSuites } from './peers/suites.ts';

test('peers.md: every line is about a check of the catalogue and has a reason', () => {
  const lines = knownLines();
  assert.ok(lines.length > 0);
  const checks = new Set(Object.entries(CATALOGUE).flatMap(([tool, ids]) => ids.map((id) => `${tool} ${id}`)));
  for (const { id, tool, check, reason } of lines) {
    assert.ok(Object.hasOwn(TOOLS, tool), id);
    assert.ok(checks.has(`${tool} ${check}`), `${tool} ${check} is not in the catalogue`);
    assert.notEqual(reason, OPEN, id);
    assert.match(reason, /^\S.{20,}\.$/, id);
  }
});

test('a line without a reason, or one of another form, is seen', () => {
  const [line, ...others] = linesOf(`- \`KL ssh-port: a.yml (Deployment a #1)\` (nothing from ssh-port): ${OPEN}\n`);
  assert.deepEqual(others, []);
  assert.deepEqual(line, {
    id: 'KL ssh-port: a.yml (Deployment a #1)',
    tool: 'KL',
    check: 'ssh-port',
    what: 'nothing from ssh-port',
    reason: OPEN,
  });
});

test('the other suites: we agree, but for what peers.md lists', (context) => {
  const folder = process.env['DRYDOCK_PEERS'] ?? '';
  if (!existsSync(folder)) {
    context.diagnostic('DRYDOCK_PEERS names no folder: the test suites of other linters are not read');
    return;
  }
  const { outcomes, missing } = readSuites(folder);
  context.diagnostic(`${outcomes.length} expectations; not there: ${missing.join(', ') || 'nothing'}`);
  const tools = new Set<string>(outcomes.map(({ expectation }) => expectation.tool));
  const known = knownLines().filter(({ tool }) => tools.has(tool));
  assert.ok(outcomes.length > 0);
  assert.deepEqual(disagreements(outcomes, known), known);
});
