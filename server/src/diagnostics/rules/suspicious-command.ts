// Commands that look like a slip of the pen: `sh -C`, `docker run -dport`, `kubectl get gods`, a health file that is
// written elsewhere than the probe reads it.
import parseArgv from 'string-argv';
import type { FieldPath } from '../../api/fieldPath.ts';
import { resourceNamed, resources } from '../../api/resource.ts';
import type { Field } from '../../workspace/field.ts';
import { argvOf, containersOf, isShell, scriptsOf, type CommandWord } from '../containers.ts';
import { nearest } from '../nearest.ts';
import { replaceToken } from '../place.ts';
import { fixOf } from '../repairs/repair.ts';
import { defineRule } from '../rule.ts';

interface Found {
  readonly path: FieldPath;
  readonly token: string;
  readonly meant: string;
  readonly why: string;
}

const DOCKER_FLAGS = 'abcdehilmpqtuvwP';

/** `-dport`: short flags run together, one of which does not exist. */
function* dockerSlips(words: readonly CommandWord[]): Iterable<Found> {
  if (words[0]?.text !== 'docker' || words[1]?.text !== 'run') return;
  for (const { text, path, token } of words.slice(2)) {
    if (!/^-[A-Za-z]{2,}$/.test(text)) continue;
    const known = [...text.slice(1)].findIndex((letter) => !DOCKER_FLAGS.includes(letter));
    if (known <= 0) continue;
    const meant = text.slice(0, known + 1);
    yield { path, token: token ?? text, meant, why: `"${text}" is no option of docker run; "${meant}" is.` };
  }
}

const VERBS: ReadonlySet<string> = new Set(['get', 'describe', 'delete', 'edit', 'scale', 'label', 'annotate']);

/** `kubectl get gods`: a type that the server does not have. */
function* kubectlSlips(words: readonly CommandWord[]): Iterable<Found> {
  const verb = words[1]?.text ?? '';
  const word = words[2];
  if (words[0]?.text !== 'kubectl' || !VERBS.has(verb) || word === undefined || !/^[a-z]+$/.test(word.text)) return;
  if (word.text === 'all' || resourceNamed(word.text) !== undefined) return;
  const meant = nearest(word.text, new Set(resources.flatMap((row) => [row.plural, row.singular])));
  if (meant === undefined) return;
  const why = `The server doesn't have a resource type "${word.text}"; did you mean ${meant}?`;
  yield { path: word.path, token: word.token ?? word.text, meant, why };
}

/** The words of each simple command in a script. */
const commandsIn = (script: CommandWord): readonly (readonly CommandWord[])[] =>
  script.text
    .split(/[;&|\n]+/)
    .map((command) => parseArgv(command).map((text) => ({ text, path: script.path, token: text })));

/** A file that a script writes, a stray space in its name included. */
const WRITTEN = /(?:>>?|\btouch)\s*(\/[^\s;&|<>"']*(?: \.[\w-]+)?)/g;

/** The health file that a probe reads and that a script writes under nearly that name. */
function* healthFileSlips(container: Field): Iterable<Found> {
  const scripts = scriptsOf(argvOf(container));
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const command = container.items(probe, 'exec', 'command').flatMap((item) => item.text() ?? []);
    const file = command[0] === 'cat' && command.length === 2 ? command[1] : undefined;
    if (file === undefined) continue;
    for (const { text, path } of scripts) {
      const written = [...text.matchAll(WRITTEN)].map((match) => match[1] ?? '');
      if (written.includes(file) || written.length === 0) continue;
      const slip = nearest(file, written);
      if (slip === undefined) continue;
      const why = `The script writes "${slip}", but the ${probe} reads "${file}": the probe will fail.`;
      yield { path, token: slip, meant: file, why };
      return;
    }
  }
}

export const rule = defineRule<Found>({
  code: 'suspicious-command',
  group: 'correctness',
  severity: 'warning',
  kinds: 'pods',
  scope: 'resource',
  *find(node) {
    for (const container of containersOf(node)) {
      const argv = argvOf(container);
      const [shell, option, script] = argv;
      if (isShell(shell) && option?.text === '-C' && script !== undefined) {
        const why = `A shell runs a script after "-c"; "-C" is another option, and the script's text is taken for a file.`;
        yield { path: option.path, token: '', meant: '-c', why };
      }
      for (const command of [argv, ...scriptsOf(argv).flatMap(commandsIn)]) {
        yield* dockerSlips(command);
        yield* kubectlSlips(command);
      }
      yield* healthFileSlips(container);
    }
  },
  describe: ({ path, token, meant, why }) => ({ path, token, message: `${why} Change it to "${meant}".` }),
  fixes: ({ path, token, meant }, { resource }) =>
    fixOf(resource, `Change to "${meant}"`, replaceToken(resource, path, token, meant), true),
});
