// kube-linter's end-to-end tests: `tests/checks/*` with the reports that `e2etests/bats-tests.sh` expects. The tests of
// its templates build their objects in Go code, step by step: there is nothing in them that can be read as data.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GraphNode } from '../../../server/src/workspace/workspace.ts';
import { workspaceOf } from '../../workspace/build.ts';
import type { Expectation, Part } from './expectation.ts';

/** One report that a test expects: `Deployment: container "app" is privileged`. */
interface Report {
  readonly kind: string;
  readonly text: string;
}

interface Test {
  readonly check: string;
  readonly file: string;
  readonly reports: readonly Report[];
  /** How many reports there are; some tests look at a few of them only. */
  readonly count: number;
}

function* testsOf(bats: string): Iterable<Test> {
  for (const [, title = '', body = ''] of bats.matchAll(/@test "([^"]+)" \{\n([\s\S]*?)\n\}/g)) {
    const check = /--include ([\w-]+)/.exec(body)?.[1] ?? (title === 'schema-validation' ? title : undefined);
    const file = /tmp="([^"]+)"/.exec(body)?.[1];
    if (check === undefined || file === undefined) continue;
    const messages = body.matchAll(/essages?\w*(?:\[\d+\])?\}" (?:==|=~) "(\w+)([^:]*:.*)" \]\]/g);
    const reports = [...messages].map(([, kind = '', text = '']) => ({ kind, text: text.replaceAll('\\"', '"') }));
    const count = /"\$\{count\}" == "(\d+)"/.exec(body)?.[1];
    yield { check, file, reports, count: count === undefined ? reports.length : Number(count) };
  }
}

/** What a name says of itself: fixtures are called `fire-…` and `dont-fire-…`. */
function saysFails(name: string | undefined): boolean | undefined {
  if (name === undefined) return undefined;
  if (/^(?:dont-?fire|should-pass|good-|valid-)/.test(name)) return false;
  return /^(?:fire|should-fire|bad-|invalid-)/.test(name) ? true : undefined;
}

interface Unit {
  readonly part: Part;
  readonly kind: string;
  /** What the message of a report may call it by. */
  readonly names: readonly string[];
  readonly says: boolean | undefined;
}

/** The things that are reported or not: containers where they have such names, else objects. */
function unitsOf(node: GraphNode, index: number): readonly Unit[] {
  const { kind = '', name } = node.resource;
  const containers = node.podSource?.pod.items('spec', 'containers').flatMap((item) => item.text('name') ?? []) ?? [];
  const title = `${kind} ${name ?? ''}`.trim();
  const own = saysFails(name);
  if (own === undefined && containers.some((container) => saysFails(container) !== undefined)) {
    return containers.map((container) => ({
      kind,
      names: [container],
      says: saysFails(container),
      part: { name: `${title} container ${container}`, objects: [index], container },
    }));
  }
  const part = { name: `${title} #${index + 1}`, objects: [index] };
  return [{ kind, names: [...(name === undefined ? [] : [name]), ...containers], says: own, part }];
}

type Expected = Pick<Expectation, 'fails' | 'part' | 'count'>;

/** The units of one kind with what is expected of them: by their names, by what a report names, else by counting. */
function* expectedOf(test: Test, reports: readonly Report[], units: readonly Unit[]): Iterable<Expected> {
  const may = units.filter(({ says }) => says !== false);
  const meant = (report: Report): Unit | undefined => {
    const named = may.filter(({ names }) => names.some((name) => report.text.includes(`"${name}"`)));
    return named.length === 1 ? named[0] : undefined;
  };
  const reported = new Set(reports.flatMap((report) => meant(report) ?? []));
  for (const unit of may) if (unit.says === true && reports.length > 0) reported.add(unit);
  for (const unit of units) {
    if (unit.says === false || reported.has(unit)) yield { fails: reported.has(unit), part: unit.part };
  }
  const open = may.filter((unit) => !reported.has(unit));
  const left = Math.min(reports.filter((report) => meant(report) === undefined).length, open.length);
  if (open.length === 0) return;
  if (left === 0 || left === open.length) {
    // A test that looks at some of its reports does not say that there are no others.
    if (left === 0 && test.count !== test.reports.length) return;
    for (const { part } of open) yield { fails: left > 0, part };
  } else {
    const objects = open.flatMap((unit) => unit.part.objects);
    yield { fails: true, count: left, part: { name: `${left} of ${open.length} ${open[0]?.kind ?? ''}`, objects } };
  }
}

/** Every object and container of the end-to-end tests that is reported, and every one that is not. */
export function* kubeLinter(root: string): Generator<Expectation> {
  for (const test of testsOf(readFileSync(join(root, 'e2etests/bats-tests.sh'), 'utf8'))) {
    const path = join(root, test.file);
    if (!existsSync(path)) continue;
    const files = { 'a.yaml': readFileSync(path, 'utf8') };
    const units = [...workspaceOf(files).nodesOf('a.yaml')].flatMap(unitsOf);
    for (const kind of new Set(units.map((unit) => unit.kind))) {
      const reports = test.reports.filter((report) => report.kind === kind);
      const those = units.filter((unit) => unit.kind === kind);
      for (const expected of expectedOf(test, reports, those)) {
        yield { tool: 'KL', check: test.check, file: test.file, files, ...expected };
      }
    }
  }
}
