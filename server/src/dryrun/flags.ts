// A command line of kubectl, taken apart: verb, arguments, flags.
// Source: github.com/spf13/pflag as kubectl uses it, staging/src/k8s.io/kubectl/pkg/cmd, 1.36.
import { err, ok, type Result } from '../base/result.ts';

/** The flags and arguments of one command. */
export class Flags {
  readonly args: readonly string[];
  /** What stood behind `--`; undefined if there was no `--`. */
  readonly rest: readonly string[] | undefined;
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(
    args: readonly string[],
    values: ReadonlyMap<string, readonly string[]>,
    rest: readonly string[] | undefined = undefined,
  ) {
    this.args = args;
    this.#values = values;
    this.rest = rest;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The last value given. */
  get(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  /** All values given; those with commas in them cut up, as pflag's string slices are. */
  all(name: string): readonly string[] {
    return (this.#values.get(name) ?? []).flatMap((value) => value.split(','));
  }

  /** All values as they were given. */
  raw(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** Whether a switch is on. */
  on(name: string, otherwise = false): boolean {
    const value = this.get(name);
    return value === undefined ? otherwise : value === 'true' || value === '1' || value === 't';
  }

  /** A whole number. */
  int(name: string): number | undefined {
    const value = this.get(name);
    return value === undefined || !/^[+-]?\d+$/.test(value) ? undefined : Number(value);
  }
}

/** Short names of flags. */
const SHORT: Readonly<Record<string, string>> = {
  f: 'filename',
  k: 'kustomize',
  l: 'selector',
  n: 'namespace',
  o: 'output',
  p: 'patch',
  R: 'recursive',
  L: 'label-columns',
  A: 'all-namespaces',
  c: 'containers',
  e: 'env',
};

/** The flags that every command knows. */
const COMMON_VALUES = [
  'namespace',
  'filename',
  'kustomize',
  'selector',
  'field-selector',
  'output',
  'field-manager',
  'timeout',
  'context',
  'kubeconfig',
  'request-timeout',
  'template',
];
const COMMON_SWITCHES = ['recursive', 'all', 'show-managed-fields', 'record', 'save-config'];
/** Flags that may stand alone or with `=value`. */
const OPTIONAL: Readonly<Record<string, string>> = {
  'dry-run': 'unchanged',
  validate: 'strict',
  cascade: 'background',
};

/** Takes the words behind the verb apart. The error is kubectl's sentence. */
export function parseFlags(
  words: readonly string[],
  valueFlags: readonly string[],
  switches: readonly string[],
  short: Readonly<Record<string, string>> = {},
): Result<Flags, string> {
  const values = new Map<string, string[]>();
  const args: string[] = [];
  const withValue = new Set([...COMMON_VALUES, ...valueFlags]);
  const alone = new Set([...COMMON_SWITCHES, ...switches]);
  const note = (name: string, value: string): void => void values.set(name, [...(values.get(name) ?? []), value]);
  let rest: readonly string[] | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      rest = words.slice(at + 1);
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      args.push(word);
      continue;
    }
    const long = word.startsWith('--');
    const cut = word.indexOf('=');
    let name = long ? word.slice(2, cut < 0 ? undefined : cut) : word.slice(1, 2);
    let value = cut < 0 ? undefined : word.slice(cut + 1);
    if (!long) {
      // Switches may share a dash: `-it`.
      let letter = 1;
      const meaning = (at: number): string | undefined => short[word[at] ?? ''] ?? SHORT[word[at] ?? ''];
      for (; letter + 1 < word.length && word[letter + 1] !== '=' && alone.has(meaning(letter) ?? ''); letter++) {
        note(meaning(letter) ?? '', 'true');
      }
      value = word.length > letter + 1 ? word.slice(letter + (word[letter + 1] === '=' ? 2 : 1)) : undefined;
      const known = meaning(letter);
      // A minus behind a word without a dash, as in `label pod a key-`, never comes here: such words do not begin with it.
      if (known === undefined) return err(`unknown shorthand flag: '${word[letter] ?? ''}' in ${word}`);
      name = known;
    }
    if (alone.has(name)) note(name, value ?? 'true');
    else if (Object.hasOwn(OPTIONAL, name)) note(name, value ?? OPTIONAL[name] ?? '');
    else if (withValue.has(name)) {
      if (value === undefined && at + 1 >= words.length) return err(`flag needs an argument: --${name}`);
      note(name, value ?? words[++at] ?? '');
    } else return err(`unknown flag: --${name}`);
  }
  return ok(new Flags(args, values, rest));
}
