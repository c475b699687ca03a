// The containers of whatever makes Pods, for the rules: as written, with where they stand.
import type { FieldPath } from '../api/fieldPath.ts';
import type { Field } from '../workspace/field.ts';
import type { GraphNode } from '../workspace/workspace.ts';

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** Every container of the Pod that an object is or makes. */
export const containersOf = (node: GraphNode): readonly Field[] =>
  LISTS.flatMap((list) => node.podSource?.pod.items('spec', list) ?? []);

/** The ordinary containers only. */
export const mainContainersOf = (node: GraphNode): readonly Field[] =>
  node.podSource?.pod.items('spec', 'containers') ?? [];

/** The name for messages: the container's, else its place. */
export const containerName = (container: Field): string =>
  container.text('name') ?? `number ${Number(container.path.at(-1)) + 1}`;

/** One word of what a container runs, and where it stands. `token` is set for a word inside of a script. */
export interface CommandWord {
  readonly text: string;
  readonly path: FieldPath;
  readonly token?: string;
}

/** `command` and `args` as one list of words. */
export const argvOf = (container: Field): readonly CommandWord[] =>
  [...container.items('command'), ...container.items('args')].flatMap((item) =>
    typeof item.value === 'string' ? [{ text: item.value, path: item.path }] : [],
  );

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh']);

/** Whether the word names a shell, with or without a folder. */
export const isShell = (word: CommandWord | undefined): boolean =>
  word !== undefined && SHELLS.has(word.text.slice(word.text.lastIndexOf('/') + 1));

/** The scripts that a list of words hands to a shell: what follows `-c`. */
export function scriptsOf(argv: readonly CommandWord[]): readonly CommandWord[] {
  if (!isShell(argv[0])) return [];
  const at = argv.findIndex((word, index) => index > 0 && /^-[a-z]*c$/i.test(word.text));
  const script = at < 0 ? undefined : argv[at + 1];
  return script === undefined ? [] : [script];
}
