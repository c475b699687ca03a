// `drydock dry-run`: manifests and kubectl commands on the embedded cluster, from the command line.
import { isAbsolute, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { WrittenObject, Step, StepOutcome } from '../dryrun/step.ts';
import { newCluster } from '../dryrun/newCluster.ts';
import { finish, runPlan } from '../dryrun/plan.ts';
import { viewLines, type ViewName } from '../dryrun/views/views.ts';
import { writtenObjectsOf } from '../dryrun/written.ts';
import { uriOfPath } from '../lsp/uris.ts';
import { parseSource } from '../manifest/parse.ts';
import { isFolder, manifestFiles, readText, UsageError, type Io } from './io.ts';
import { printOutcomes } from './dryRunText.ts';
import { builtObjects } from './kustomize.ts';

export const DRY_RUN_USAGE = `drydock dry-run [options] (PATH… | -k DIR) [--then COMMAND]…

Applies the manifests of PATHs (files or folders) to an embedded cluster, then runs each COMMAND, which is what one
would type behind kubectl: 'scale deployment/web --replicas=5', 'rollout undo deployment/web', 'apply -f PATH', or
'wait 60'; 'get pods -o wide', 'describe pod NAME', 'logs NAME' or 'exec NAME -- env' only look. Each step goes on from
the outcome of the one before. No cluster is touched.

  --nodes FILE         Node manifests of the cluster; without it one control plane and two workers
  -k DIR               apply what the kustomization of DIR builds, instead of PATHs
  --then COMMAND       a further step (may be repeated)
  --show VIEW          at the end, logs or scheduling of every Pod, or routes of every Service (may be repeated)
  --seed TEXT          what chance depends on: same input and seed, same output (0)
  --format text|json   how the outcome is printed (text)

Exit code: 0 if every step went through and settled, 1 if one did not, 2 for unusable arguments or unreadable input.
`;

/** The views that `--show` knows. */
const SHOWN: readonly ViewName[] = ['logs', 'scheduling', 'routes'];

interface Options {
  readonly nodes: string | undefined;
  readonly then: readonly string[];
  readonly show: readonly ViewName[];
  readonly seed: string;
  readonly format: 'text' | 'json';
  readonly paths: readonly string[];
  readonly kustomize: string | undefined;
}

function readOptions(args: readonly string[]): Options | 'help' {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        nodes: { type: 'string' },
        then: { type: 'string', multiple: true, default: [] },
        show: { type: 'string', multiple: true, default: [] },
        seed: { type: 'string', default: '0' },
        format: { type: 'string', default: 'text' },
        kustomize: { type: 'string', short: 'k' },
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
  if (positionals.length > 0 && values.kustomize !== undefined) {
    throw new UsageError('dry-run takes PATHs or -k DIR, not both');
  }
  if (positionals.length === 0 && values.kustomize === undefined && values.then.length === 0) {
    throw new UsageError('dry-run needs a PATH, a -k DIR or a --then; drydock --help says how');
  }
  const { nodes, then, seed, format, kustomize } = values;
  const show = values.show.map((name) => {
    const view = SHOWN.find((one) => one === name);
    if (view === undefined) throw new UsageError(`--show is one of ${SHOWN.join(', ')}, not ${name}`);
    return view;
  });
  return { nodes, then, show, seed, format, paths: positionals, kustomize };
}

/** Reads the objects of files and folders, relative to where the command runs. */
class Files {
  readonly #io: Io;

  constructor(io: Io) {
    this.#io = io;
  }

  /** The objects below a path; fails as the command line does. */
  read(shown: string): WrittenObject[] {
    if (shown === '-') return this.#parse(this.#io.stdin(), 'STDIN', true);
    const path = isAbsolute(shown) ? shown : join(this.#io.cwd, shown);
    if (!isFolder(path, shown)) return this.#parse(readText(path, shown), shown, true, path);
    return manifestFiles(path).flatMap((name) =>
      this.#parse(
        readText(join(path, name), name),
        shown === '.' ? name : `${shown.replace(/\/$/, '')}/${name}`,
        false,
      ),
    );
  }

  /** The same for a command: undefined where there is nothing to read. */
  readonly readFor = (shown: string): WrittenObject[] | undefined => {
    try {
      return this.read(shown);
    } catch (error) {
      if (error instanceof UsageError) return undefined;
      throw error;
    }
  };

  #parse(text: string, shown: string, named: boolean, path?: string): WrittenObject[] {
    const uri = uriOfPath(path ?? join(this.#io.cwd, shown));
    const languageId = /\.json$/i.test(shown) ? 'json' : 'yaml';
    return writtenObjectsOf(parseSource({ uri, languageId, version: null, text }), shown, named);
  }
}

function nodesOf(files: Files, shown: string): readonly unknown[] {
  const nodes = files.read(shown).map(({ value, problem }) => {
    if (problem !== undefined) throw new UsageError(problem);
    return value;
  });
  const strange = nodes.find((node) => (node as { kind?: unknown } | null)?.kind !== 'Node');
  if (strange !== undefined) throw new UsageError(`${shown} holds something that is not a Node`);
  return nodes;
}

/** `default` and `kube-system` come with every cluster; what is in the latter is nobody's manifest. */
const SYSTEM = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

function isShown(object: StepOutcome['after'] extends { objects(): readonly (infer T)[] } ? T : never): boolean {
  if (object.kind === 'Event' || SYSTEM.has(object.metadata?.namespace ?? '')) return false;
  return !(object.kind === 'PriorityClass' && (object.metadata?.name ?? '').startsWith('system-'));
}

interface Page {
  readonly view: ViewName;
  readonly object: string;
  readonly lines: readonly string[];
}

/** The pages of the last outcome that are asked for. */
function pagesOf(show: readonly ViewName[], outcomes: readonly StepOutcome[]): readonly Page[] {
  const last = outcomes.at(-1)?.after;
  if (!last) return [];
  return show.flatMap((view) =>
    last
      .objects()
      .filter((object) => isShown(object) && !isBuiltIn(object))
      .flatMap((object): Page[] => {
        const lines = viewLines(view, object, last);
        return lines ? [{ view, object: `${object.kind ?? ''}/${object.metadata?.name ?? ''}`, lines }] : [];
      }),
  );
}

/** The Service of the API server itself. */
const isBuiltIn = ({ kind, metadata }: Parameters<typeof isShown>[0]): boolean =>
  kind === 'Service' && metadata?.name === 'kubernetes' && metadata.namespace === 'default';

/** The JSON answer, as its users rely on it. */
function toJson(outcomes: readonly StepOutcome[], pages: readonly Page[]): unknown {
  return {
    steps: outcomes.map((outcome) => ({
      command: outcome.command,
      results: outcome.results.map(({ object, operation, status }) => ({ object, operation, status: status ?? null })),
      settled: outcome.settled,
      unsettled: outcome.unsettled,
      end: outcome.end,
      virtualSeconds: outcome.virtualMs / 1000,
      exitCode: outcome.exitCode,
      stdout: outcome.stdout,
      stderr: outcome.stderr,
      events: outcome.events.map(({ time, type, reason, object, message, count }) => ({
        time,
        type,
        reason,
        object,
        message,
        count,
      })),
      objects: outcome.after.objects().filter(isShown),
      ...(outcome.faults.length > 0 ? { faults: outcome.faults } : {}),
    })),
    ...(pages.length > 0 ? { views: pages } : {}),
    journalHash: outcomes.at(-1)?.after.journalHash ?? '',
  };
}

/** What `-k` applies; of a build that fails its reason, which the step then says. */
function filesToApply(kustomize: string, io: Io): readonly WrittenObject[] {
  const built = builtObjects(kustomize, io);
  return typeof built === 'string' ? [{ value: undefined, origin: kustomize, ordinal: 0, problem: built }] : built;
}

/** Runs the command. */
export function runDryRun(args: readonly string[], io: Io): number {
  const options = readOptions(args);
  if (options === 'help') {
    io.out(DRY_RUN_USAGE);
    return 0;
  }
  const files = new Files(io);
  const nodes = options.nodes === undefined ? undefined : nodesOf(files, options.nodes);
  const steps: Step[] = [];
  if (options.paths.length > 0) {
    const title = ['apply', ...options.paths.map((path) => `-f ${path}`)].join(' ');
    steps.push({ apply: options.paths.flatMap((path) => files.read(path)), title });
  }
  const { kustomize } = options;
  if (kustomize !== undefined) steps.push({ apply: filesToApply(kustomize, io), title: `apply -k ${kustomize}` });
  steps.push(...options.then.map((command) => ({ command })));
  const cluster = newCluster(options.seed, nodes);
  const outcomes = finish(
    runPlan(cluster, steps, {
      readObjects: files.readFor,
      buildObjects: (path: string) => builtObjects(path, io),
    }),
  );
  const pages = pagesOf(options.show, outcomes);
  if (options.format === 'json') io.out(`${JSON.stringify(toJson(outcomes, pages), null, 1)}\n`);
  else io.out([printOutcomes(outcomes), ...pages.map(({ lines }) => `${lines.join('\n')}\n`)].join('\n'));
  return outcomes.every(({ exitCode, settled }) => exitCode === 0 && settled) ? 0 : 1;
}
