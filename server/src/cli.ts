// Composition root of the command line: which command runs, and what its exit code is.
import { version } from '../../package.json';
import { CHECK_USAGE, runCheck } from './cli/check.ts';
import { DRY_RUN_USAGE, runDryRun } from './cli/dryRun.ts';
import { KUSTOMIZE_USAGE, runKustomize } from './cli/kustomize.ts';
import { EXPLAIN_USAGE, RULES_USAGE, runExplain, runRules } from './cli/rules.ts';
import { processIo, UsageError, type Io } from './cli/io.ts';

/** A command gets its arguments and the streams, and gives the exit code. */
type Command = (args: readonly string[], io: Io) => number | Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  check: runCheck,
  'dry-run': runDryRun,
  kustomize: runKustomize,
  rules: runRules,
  explain: runExplain,
};

const USAGE = `drydock ${version}

${CHECK_USAGE}
${DRY_RUN_USAGE}
${KUSTOMIZE_USAGE}
${RULES_USAGE}
${EXPLAIN_USAGE}`;

async function main(args: readonly string[]): Promise<number> {
  const io = processIo();
  const [name = '', ...rest] = args;
  if (name === '--version') {
    io.out(`${version}\n`);
    return 0;
  }
  if (name === '' || name === '--help' || name === '-h' || name === 'help') {
    (name === '' ? io.err : io.out)(USAGE);
    return name === '' ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  try {
    if (command === undefined) throw new UsageError(`unknown command "${name}"; drydock --help lists them`);
    return await command(rest, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.err(`drydock: ${error.message}\n`);
    return 2;
  }
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
