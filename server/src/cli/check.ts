// `drydock check`: the editor's findings on the command line.
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import type { ApiObject } from '../api/kindRules.ts';
import { formatPath } from '../api/fieldPath.ts';
import { LineIndex } from '../base/lineIndex.ts';
import { BuildFindings } from '../diagnostics/buildFindings.ts';
import { Builds } from '../diagnostics/builds.ts';
import { Checker } from '../diagnostics/check.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { fixAll, onlyPreferredFix } from '../features/fixes.ts';
import { parseSource } from '../manifest/parse.ts';
import { readContent } from '../lsp/disk.ts';
import { uriOfPath } from '../lsp/uris.ts';
import { Workspace, type GraphNode } from '../workspace/workspace.ts';
import { whatIsAt } from '../lsp/createAnalysis.ts';
import { Failures } from './failures.ts';
import { isFolder, manifestFiles, readText, UsageError, writeText, type Io } from './io.ts';
import { diskPath } from './kustomize.ts';

export const CHECK_USAGE = `drydock check [options] [PATH…|-]

Checks manifests as the Kubernetes API server would. PATHs are files or folders (the current one if there is none);
"-" reads standard input.

  --format text|json   how findings are printed (text)
  --fix                apply the obvious fixes, then print what is left
  --each-file          check every file by itself, as if nothing else existed
  --existing BEFORE    what exists already: the finding of an update to it (file or folder; may be repeated)

Exit code: 0 without errors, 1 with errors, 2 for unusable arguments or unreadable input.
`;

/** One file to check. */
interface Input {
  /** As it is printed. */
  readonly shown: string;
  /** Undefined for standard input. */
  readonly path: string | undefined;
  readonly uri: string;
  text: string;
}

interface Options {
  readonly format: 'text' | 'json';
  readonly fix: boolean;
  readonly eachFile: boolean;
  readonly existing: readonly string[];
  readonly paths: readonly string[];
}

function readOptions(args: readonly string[]): Options | 'help' {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'text' },
        fix: { type: 'boolean', default: false },
        'each-file': { type: 'boolean', default: false },
        existing: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) return 'help';
  if (values.format !== 'text' && values.format !== 'json') {
    throw new UsageError(`--format is text or json, not ${values.format}`);
  }
  return {
    format: values.format,
    fix: values.fix,
    eachFile: values['each-file'],
    existing: values.existing,
    paths: positionals.length === 0 ? ['.'] : positionals,
  };
}

const languageOf = (input: Pick<Input, 'shown' | 'text'>): 'yaml' | 'json' =>
  /\.json$/i.test(input.shown) ? 'json' : 'yaml';

function readInputs(paths: readonly string[], io: Io): Input[] {
  const inputs = new Map<string, Input>();
  const add = (path: string, shown: string): void => {
    const uri = uriOfPath(path);
    if (!inputs.has(uri)) inputs.set(uri, { shown, path, uri, text: readText(path, shown) });
  };
  for (const given of paths) {
    if (given === '-') {
      inputs.set('stdin:///-', { shown: '-', path: undefined, uri: 'stdin:///-', text: io.stdin() });
      continue;
    }
    const path = resolve(io.cwd, given);
    if (!isFolder(path, given)) add(path, given);
    else {
      for (const file of manifestFiles(path)) {
        const full = join(path, file);
        const below = isAbsolute(given) ? full : relative(io.cwd, full);
        add(full, below.split(sep).join('/'));
      }
    }
  }
  return [...inputs.values()];
}

const changeOf = (input: Input) => ({
  uri: input.uri,
  parsed: parseSource({ uri: input.uri, languageId: languageOf(input), version: null, text: input.text }),
});

/** The objects that exist already, for updates. */
function existingObjects(options: Options, io: Io): ((node: GraphNode) => ApiObject | undefined) | undefined {
  if (options.existing.length === 0) return undefined;
  const workspace = new Workspace();
  workspace.apply(readInputs(options.existing, io).map(changeOf));
  const checker = new Checker(workspace, { rules: [] });
  return (node) => {
    const [identity] = node.identities;
    if (identity === undefined || identity.name === '') return undefined;
    const { group, kind } = node.resource.gvk;
    const [old] = workspace.named(group, kind, identity.namespace, identity.name);
    return old && checker.judged(old)?.object;
  };
}

/** One set of files that are checked together. */
class Batch {
  readonly #workspace = new Workspace();
  readonly #checker: Checker;
  readonly #builds: BuildFindings;
  readonly #inputs: readonly Input[];
  readonly #failures: Failures;

  constructor(
    inputs: readonly Input[],
    existing: ((node: GraphNode) => ApiObject | undefined) | undefined,
    failures: Failures,
  ) {
    this.#inputs = inputs;
    this.#failures = failures;
    this.#workspace.apply(inputs.map(changeOf));
    this.#checker = new Checker(this.#workspace, {
      whatIsAt,
      failed: failures.rule,
      ...(existing === undefined ? {} : { existing }),
    });
    const builds = new Builds(this.#workspace, (path) => readContent(diskPath(path)));
    this.#builds = new BuildFindings(this.#workspace, this.#checker, builds);
    this.#builds.settle();
  }

  get resources(): number {
    return this.#workspace.nodes.size;
  }

  findings(input: Input): readonly Finding[] {
    return this.#builds.findings(input.uri, this.#checker.findingsOf(input.uri));
  }

  /** Applies all obvious fixes; says which files have another text now. */
  fix(): readonly Input[] {
    return this.#inputs.filter((input) => {
      const text = fixAll(input.uri, input.text, (current) => this.#recheck(input, current), this.#failures.fix);
      this.#recheck(input, text ?? input.text);
      if (text === undefined) return false;
      input.text = text;
      return true;
    });
  }

  #recheck(input: Input, text: string): readonly Finding[] {
    this.#checker.apply(this.#workspace.apply([changeOf({ ...input, text })]));
    this.#builds.changed([input.uri]);
    this.#builds.settle();
    return this.findings(input);
  }
}

/** A finding as `--format json` gives it. */
function toJson(input: Input, lines: LineIndex, finding: Finding): Record<string, unknown> {
  const start = lines.positionAt(finding.range.start);
  const end = lines.positionAt(finding.range.end);
  const { resource } = finding;
  return {
    file: input.shown,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
    severity: finding.severity,
    code: finding.code,
    message: finding.message,
    path: formatPath(finding.path),
    resource: {
      apiVersion: resource?.apiVersion ?? '',
      kind: resource?.kind ?? '',
      namespace: resource?.namespace ?? '',
      name: resource?.name ?? '',
    },
    fixable: isFixable(input, finding),
    ...(finding.stage === undefined ? {} : { stage: finding.stage }),
    ...(finding.followUp === true ? { followUp: true } : {}),
  };
}

const isFixable = (input: Input, finding: Finding): boolean =>
  onlyPreferredFix(finding, input.uri, () => undefined) !== undefined;

function toText(input: Input, lines: LineIndex, finding: Finding): string {
  const { line, character } = lines.positionAt(finding.range.start);
  return `${input.shown}:${line + 1}:${character + 1}: ${finding.severity} ${finding.code}: ${finding.message}\n`;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

function summary(findings: ReadonlyArray<readonly [Input, Finding]>, files: number, resources: number): string {
  const seen = `${plural(files, 'file')}, ${plural(resources, 'object')}`;
  if (findings.length === 0) return `No findings in ${seen}.\n`;
  const counts = (['error', 'warning', 'info', 'hint'] as const).flatMap((severity) => {
    const count = findings.filter(([, finding]) => finding.severity === severity).length;
    return count === 0 ? [] : [severity === 'info' ? `${count} info` : plural(count, severity)];
  });
  const fixable = findings.filter(([input, finding]) => isFixable(input, finding)).length;
  const offer = fixable === 0 ? '' : ` ${fixable} can be repaired with --fix.`;
  return `${counts.join(', ')} in ${seen}.${offer}\n`;
}

function print(options: Options, io: Io, batches: readonly (readonly [Batch, readonly Input[]])[]): number {
  const all: (readonly [Input, Finding])[] = [];
  let json: Record<string, unknown>[] = [];
  let resources = 0;
  let files = 0;
  const toStdout = !(options.fix && options.paths.includes('-'));
  const write = toStdout ? io.out : io.err;
  for (const [batch, inputs] of batches) {
    resources += batch.resources;
    files += inputs.length;
    for (const input of inputs) {
      const lines = new LineIndex(input.text);
      const findings = batch.findings(input);
      if (options.format === 'json') json = json.concat(findings.map((finding) => toJson(input, lines, finding)));
      for (const finding of findings) {
        all.push([input, finding]);
        if (options.format === 'text' && finding.followUp !== true) write(toText(input, lines, finding));
      }
    }
  }
  const shown = all.filter(([, finding]) => finding.followUp !== true);
  if (options.format === 'json') write(`${JSON.stringify({ files, resources, findings: json })}\n`);
  else write(summary(shown, files, resources));
  return all.some(([, finding]) => finding.severity === 'error') ? 1 : 0;
}

/** Runs `drydock check`; gives the exit code. Unusable input is thrown as a UsageError. */
export function runCheck(args: readonly string[], io: Io): number {
  const options = readOptions(args);
  if (options === 'help') {
    io.out(CHECK_USAGE);
    return 0;
  }
  const inputs = readInputs(options.paths, io);
  const existing = existingObjects(options, io);
  const failures = new Failures(io);
  const groups = options.eachFile ? inputs.map((input) => [input]) : [inputs];
  const batches = groups.map((group) => [new Batch(group, existing, failures), group] as const);
  if (options.fix) {
    for (const [batch] of batches) {
      for (const input of batch.fix()) {
        if (input.path !== undefined) writeText(input.path, input.shown, input.text);
      }
    }
    const stdin = inputs.find((input) => input.path === undefined);
    if (stdin !== undefined) io.out(stdin.text);
  }
  return print(options, io, batches);
}
