// kubectl patch, of three types. Source: staging/src/k8s.io/kubectl/pkg/cmd/patch/patch.go, 1.36.
import { parse } from 'yaml';
import { err, ok, type Result } from '../../base/result.ts';
import { dryRunWords, isDryRun, refuse } from '../change.ts';
import { printedName, resultOf, targetsOf } from '../targets.ts';
import { Answering, type Verb } from '../verb.ts';

const TYPES: Readonly<Record<string, 'strategic' | 'merge' | 'json'>> = {
  strategic: 'strategic',
  merge: 'merge',
  json: 'json',
};

/** The patch, in JSON or YAML. */
function read(text: string): Result<unknown, string> {
  try {
    return ok(parse(text, { schema: 'core', maxAliasCount: 100 }) as unknown);
  } catch (error) {
    return err(
      `unable to parse ${JSON.stringify(text)}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`,
    );
  }
}

export const verb: Verb = {
  name: 'patch',
  valueFlags: ['patch', 'type', 'subresource'],
  switches: ['local'],

  *run(context, flags) {
    const text = flags.get('patch') ?? '';
    if (text === '') return refuse('must specify --patch or --patch-file containing the contents of the patch');
    const type = TYPES[(flags.get('type') ?? 'strategic').toLowerCase()];
    if (!type) return refuse(`--type must be one of [json merge strategic], not "${flags.get('type') ?? ''}"`);
    const patch = read(text);
    if (!patch.ok) return refuse(patch.error);
    const answering = new Answering();
    const { targets, errors } = targetsOf(context, flags);
    for (const error of errors) answering.fail(error);
    const subresource = flags.get('subresource') === 'status' ? 'status' : undefined;
    for (const target of targets) {
      const { gvk, namespace, name } = target;
      const options = { dryRun: isDryRun(flags) };
      const answer = context.server.patch(gvk, namespace, name, type, patch.value, options, subresource);
      if (!answer.ok) {
        answering.fail(answer.error);
        answering.results.push(resultOf(target, 'rejected', answer.error));
        continue;
      }
      for (const warning of answer.value.warnings) answering.warn(warning);
      const changed = answer.value.changed || isDryRun(flags);
      answering.results.push(resultOf(target, changed ? 'configured' : 'unchanged'));
      answering.say(`${printedName(gvk, name)} patched${dryRunWords(flags)}${changed ? '' : ' (no change)'}`);
    }
    return answering.done();
  },
};
