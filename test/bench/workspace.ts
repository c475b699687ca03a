// A workspace of 1,000 files: how long reading it takes, what one keystroke republishes, and a rename that touches 300.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WorkspaceEdit } from 'vscode-languageserver/node';
import { MeasuredServer } from './lspServer.ts';
import { application } from './manifests.ts';
import { median, mib, ms, table } from './measure.ts';

const FILES = 1000;
const SHARED = 300;

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: blue
spec:
  podSelector:
    matchLabels:
      team: blue
`;
const SHARED_MAP = `apiVersion: v1
kind: ConfigMap
metadata:
  name: shared
data:
  color: blue
`;

/** 300 of the files carry a label that a NetworkPolicy selects, and read a ConfigMap that stands in another file. */
function writeFiles(dir: string): void {
  for (let n = 0; n < FILES; n++) {
    const text = application(`app-${n}`);
    const shared = text
      .replace(/^ {8}app: (.*)$/m, '        app: $1\n        team: blue')
      .replace(/^ {18}name: .*$/m, '                  name: shared');
    writeFileSync(join(dir, `app-${n}.yaml`), n < SHARED ? shared : text);
  }
  writeFileSync(join(dir, 'policy.yaml'), POLICY);
  writeFileSync(join(dir, 'shared.yaml'), SHARED_MAP);
}

class Bench {
  readonly #server: MeasuredServer;
  readonly #dir: string;
  readonly #versions = new Map<string, number>();

  constructor(server: MeasuredServer, dir: string) {
    this.#server = server;
    this.#dir = dir;
  }

  uri(name: string): string {
    return pathToFileURL(join(this.#dir, name)).toString();
  }

  async open(name: string, text: string): Promise<void> {
    const textDocument = { uri: this.uri(name), languageId: 'yaml', version: 1, text };
    this.#versions.set(name, 1);
    await this.#server.connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  /** Types (or takes away) a letter; gives the files that were published until `count` of them were, and the times. */
  async type(name: string, line: number, character: number, wrong: boolean, count: number) {
    const version = (this.#versions.get(name) ?? 1) + 1;
    this.#versions.set(name, version);
    const start = { line, character };
    const range = { start, end: wrong ? start : { line, character: character + 1 } };
    this.#server.history.length = 0;
    const begin = performance.now();
    await this.#server.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri(name), version },
      contentChanges: [{ range, text: wrong ? 's' : '' }],
    });
    await this.#server.until(() => this.#server.history.length >= count);
    const took = performance.now() - begin;
    // Whatever comes too much comes soon.
    await new Promise((resolve) => setTimeout(resolve, 150));
    return {
      took,
      files: new Set(this.#server.history.map(({ uri }) => uri)).size,
      messages: this.#server.history.length,
    };
  }

  async repeat(name: string, line: number, character: number, count: number) {
    const runs: { took: number; files: number; messages: number }[] = [];
    for (let round = 0; round < 6; round++) {
      for (const wrong of [true, false]) runs.push(await this.type(name, line, character, wrong, count));
    }
    const counted = runs.slice(2);
    const files = Math.max(...counted.map((run) => run.files));
    return {
      took: median(counted.map((run) => run.took)),
      files,
      messages: Math.max(...counted.map((run) => run.messages)),
    };
  }

  async rename(name: string, line: number, character: number): Promise<{ took: number; files: number }> {
    const times: number[] = [];
    let files = 0;
    for (let round = 0; round < 5; round++) {
      const begin = performance.now();
      const edit = await this.#server.connection.sendRequest<WorkspaceEdit>('textDocument/rename', {
        textDocument: { uri: this.uri(name) },
        position: { line, character },
        newName: 'green',
      });
      times.push(performance.now() - begin);
      files = Object.keys(edit.changes ?? {}).length;
    }
    return { took: median(times), files };
  }
}

/** The table. */
export async function benchWorkspace(root: string): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  writeFiles(dir);
  const begin = performance.now();
  const command = [join(root, 'dist/server.js'), '--stdio'];
  const server = await MeasuredServer.start({ command, folder: dir, settings: () => ({}) });
  await server.until(() => server.state === 'ready');
  const scan = performance.now() - begin;
  const bench = new Bench(server, dir);
  await bench.open('app-500.yaml', application('app-500'));
  await bench.open('shared.yaml', SHARED_MAP);
  await bench.open('policy.yaml', POLICY);
  const image = application('x')
    .split('\n')
    .findIndex((line) => line.startsWith('          image'));
  const one = await bench.repeat('app-500.yaml', image, '          image'.length, 1);
  const many = await bench.repeat('shared.yaml', 5, '  color'.length, SHARED);
  const renamed = await bench.rename('policy.yaml', 7, 13);
  const memory = server.memory();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
  const rows = [
    ['start, read and check all', ms(scan), String(FILES + 2)],
    ['a keystroke that concerns its own file', ms(one.took), `${one.files} published`],
    [
      `a key of a ConfigMap that ${SHARED} files read: until the last is published`,
      ms(many.took),
      `${many.files} published`,
    ],
    ['rename of a label', ms(renamed.took), `${renamed.files} changed`],
  ];
  const text = memory === undefined ? '' : `The server's memory afterwards: ${mib(memory)}.`;
  return [
    `## A workspace of ${FILES + 2} files, ${FILES * 3 + 2} objects`,
    table(['what', 'time', 'files'], rows),
    text,
  ].join('\n\n');
}
