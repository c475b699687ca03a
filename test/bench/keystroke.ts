// Keystroke → published findings, over stdio: one letter in the middle of a file makes a field unknown, and is taken
// away again. Beside it yaml-language-server, with a schema made of the same facts.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { manifestSchema } from './jsonSchema.ts';
import { MeasuredServer, type ServerUnderTest } from './lspServer.ts';
import { fileOf } from './manifests.ts';
import { median, mib, ms, p90, table } from './measure.ts';

const SIZES = [60, 1000, 10_000];

interface Measured {
  readonly times: readonly number[];
  readonly memory: number | undefined;
}

/** Types and untypes one letter, each time waiting for the findings of that version of the text. */
async function measure(server: ServerUnderTest, name: string, text: string, rounds: number): Promise<Measured> {
  const running = await MeasuredServer.start(server);
  const uri = pathToFileURL(join(server.folder, name)).toString();
  const needles = [...text.matchAll(/^ {10}image/gm)];
  const at = (needles[needles.length >> 1]?.index ?? 0) + '          image'.length;
  const line = text.slice(0, at).split('\n').length - 1;
  const position = { line, character: '          image'.length };
  const after = { line, character: position.character + 1 };
  const textDocument = { uri, languageId: 'yaml', version: 1, text };
  await running.connection.sendNotification('textDocument/didOpen', { textDocument });
  const findings = () => running.published.get(uri)?.diagnostics.length ?? 0;
  const times: number[] = [];
  let version = 1;
  const type = async (wrong: boolean) => {
    const change = wrong
      ? { range: { start: position, end: position }, text: 's' }
      : { range: { start: position, end: after }, text: '' };
    const start = performance.now();
    await running.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: ++version },
      contentChanges: [change],
    });
    await running.until(() => findings() > 0 === wrong);
    return performance.now() - start;
  };
  for (let round = 0; round < rounds + 4; round++) {
    const wrong = await type(true);
    const right = await type(false);
    // The first rounds warm the machine code up.
    if (round >= 4) times.push(wrong, right);
  }
  const memory = running.memory();
  await running.stop();
  return { times, memory };
}

/** The table. */
export async function benchKeystroke(root: string): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  const rows: string[][] = [];
  const medians: number[] = [];
  try {
    const schema = join(dir, 'schema.json');
    writeFileSync(schema, JSON.stringify(manifestSchema()));
    for (const size of SIZES) {
      const folder = join(dir, String(size));
      mkdirSync(folder);
      const text = fileOf(size);
      const name = 'manifests.yaml';
      writeFileSync(join(folder, name), text);
      const settings = (section: string) =>
        section === 'yaml'
          ? {
              schemas: { [pathToFileURL(schema).toString()]: '*.yaml' },
              schemaStore: { enable: false },
              validate: true,
            }
          : {};
      const other = join(root, 'test/bench/node_modules/yaml-language-server/bin/yaml-language-server');
      const own = await measure(
        { command: [join(root, 'dist/server.js'), '--stdio'], folder, settings },
        name,
        text,
        25,
      );
      const theirs = await measure({ command: [other, '--stdio'], folder, settings }, name, text, size > 5000 ? 4 : 12);
      medians.push(median(own.times));
      rows.push([
        String(text.split('\n').length - 1),
        ms(median(own.times)),
        ms(p90(own.times)),
        ms(median(theirs.times)),
        `${(median(theirs.times) / median(own.times)).toFixed(0)} ×`,
        own.memory === undefined ? '' : mib(own.memory),
        theirs.memory === undefined ? '' : mib(theirs.memory),
      ]);
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  const head = [
    'lines',
    'Drydock',
    'nine of ten below',
    'yaml-language-server',
    'ratio',
    'memory',
    'memory of the other',
  ];
  const growth = (medians.at(-1) ?? 0) / (medians[0] ?? 1);
  return [
    '## A keystroke until its findings are published',
    table(head, rows),
    `From the smallest to the largest file Drydock takes ${growth.toFixed(1)} times as long; the aim is at most 2.`,
    'yaml-language-server waits 200 ms after each keystroke before it begins; that is part of its figure.',
  ].join('\n\n');
}
