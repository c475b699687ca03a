// `drydock rules` and `drydock explain`: what rules there are, and what one of them means.
import { parseArgs } from 'node:util';
import { allCodes } from '../diagnostics/codes.ts';
import { nearest } from '../diagnostics/nearest.ts';
import { pageOf, summaries, type CodeSummary } from '../diagnostics/pages.ts';
import { UsageError, type Io } from './io.ts';

export const RULES_USAGE = `drydock rules [--format text|json]

Lists every code that a finding can have: code, group, severity, level (of practice: recommended or strict) and title.
Group "server" is what the API server refuses; "practice" is off unless it is asked for.
`;

export const EXPLAIN_USAGE = `drydock explain CODE

Prints the page of a code: what it means, why it matters, what to do, with examples.
`;

/** The values of options and the rest; `help` where that is asked for. */
function readArguments(
  args: readonly string[],
): { readonly format: string; readonly names: readonly string[] } | 'help' {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { format: { type: 'string', default: 'text' }, help: { type: 'boolean', short: 'h', default: false } },
    });
    return values.help ? 'help' : { format: values.format, names: positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const HEAD = ['CODE', 'GROUP', 'SEVERITY', 'LEVEL', 'TITLE'];

const rowOf = ({ code, group, severity, level, title }: CodeSummary): readonly string[] => [
  code,
  group,
  severity,
  level ?? '-',
  title,
];

/** Columns of equal width, but for the last. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ');
  return `${rows.map(line).join('\n')}\n`;
}

/** Runs `drydock rules`; gives the exit code. */
export function runRules(args: readonly string[], io: Io): number {
  const read = readArguments(args);
  if (read === 'help') {
    io.out(RULES_USAGE);
    return 0;
  }
  if (read.names.length > 0) throw new UsageError('rules takes no names; drydock explain CODE prints a page');
  if (read.format !== 'text' && read.format !== 'json') {
    throw new UsageError(`--format is text or json, not ${read.format}`);
  }
  const all = summaries();
  io.out(read.format === 'json' ? `${JSON.stringify(all, null, 2)}\n` : table([HEAD, ...all.map(rowOf)]));
  return 0;
}

/** Runs `drydock explain`; gives the exit code. */
export function runExplain(args: readonly string[], io: Io): number {
  const read = readArguments(args);
  if (read === 'help') {
    io.out(EXPLAIN_USAGE);
    return 0;
  }
  const [code, ...others] = read.names;
  if (code === undefined || others.length > 0) throw new UsageError('explain takes one code; drydock rules lists them');
  const page = pageOf(code);
  if (page === undefined) {
    const meant = nearest(code, allCodes());
    const hint = meant === undefined ? 'drydock rules lists them' : `did you mean ${meant}?`;
    throw new UsageError(`there is no code "${code}"; ${hint}`);
  }
  io.out(page);
  return 0;
}
