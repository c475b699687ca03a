// kubeconform's acceptance tests: which fixtures are valid and which are not. Tests about its own flags, its cache, its
// output, or a place of schemas that does not exist say nothing about manifests.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Expectation, Files } from './expectation.ts';

/** Flags that do not change what is valid. */
const HARMLESS = /^-(?:summary|verbose|strict|kubernetes-version|output)$/;

/** With these a resource is not looked at, or refused for its kind. */
const CHOOSING = /^--?(?:skip|reject|ignore-filename-pattern|cache|n)$/;

/** A folder's files are a workspace, as on the command line. */
function filesOf(root: string, path: string): Files {
  const full = join(root, path);
  if (!statSync(full).isDirectory()) return { [path]: readFileSync(full, 'utf8') };
  const names = readdirSync(full).filter((name) => /\.(?:ya?ml|json)$/.test(name));
  return Object.fromEntries(names.map((name) => [`${path}/${name}`, readFileSync(join(full, name), 'utf8')]));
}

export function* kubeconform(root: string): Generator<Expectation> {
  const seen = new Set<string>();
  const bats = readFileSync(join(root, 'acceptance.bats'), 'utf8');
  for (const [, body = ''] of bats.matchAll(/@test "[^"]+" \{\n([\s\S]*?)\n\}/g)) {
    const command = /run (?:bash -c "\.\/)?bin\/kubeconform ([^\n]*)/.exec(body)?.[1] ?? '';
    const words = command.match(/'[^']*'|[^\s'"]+/g) ?? [];
    const fixtures = words.filter((word) => /^(?:\.\/)?fixtures\//.test(word) && !/\{|\.json$/.test(word));
    const flags = words.filter((word) => word.startsWith('-'));
    const fails = body.includes('"$status" -eq 1');
    const [fixture = ''] = fixtures;
    if (fixtures.length !== 1 || !existsSync(join(root, fixture)) || flags.some((flag) => CHOOSING.test(flag))) continue;
    if (fails && flags.some((flag) => !HARMLESS.test(flag))) continue;
    const strict = flags.includes('-strict') ? ' -strict' : '';
    const file = `${fixture}${strict}${flags.includes('-ignore-missing-schemas') ? ' -ignore-missing-schemas' : ''}`;
    if (seen.has(file)) continue;
    seen.add(file);
    const count = /Valid: \d+, Invalid: (\d+), Errors: 0/.exec(body)?.[1];
    const counted = count === undefined ? {} : { count: Number(count) };
    yield { tool: 'KC', check: 'schema-validation', file, files: filesOf(root, fixture), fails, ...counted };
  }
}
