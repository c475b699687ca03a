// Sending an object that a command has made up: `create`, `expose`, `run`.
import { parseApiVersion } from '../api/gvk.ts';
import type { ApiObject } from '../api/kindRules.ts';
import { isNamespaced } from '../api/resource.ts';
import { encodeObject } from '../schema/encode.ts';
import { dryRunWords, isDryRun, reject } from './change.ts';
import type { Flags } from './flags.ts';
import { withLastApplied } from './lastApplied.ts';
import { jsonLines, yamlDocument } from './print/serial.ts';
import { namespaceFor, printedName, resultOf, type Target } from './targets.ts';
import { withSource, type Answering, type VerbContext } from './verb.ts';

/** An object as a command makes it up. */
export interface Made {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly [field: string]: unknown;
}

/** Creates the object in the command's namespace and says so. */
export function sendNew(
  context: VerbContext,
  flags: Flags,
  answering: Answering,
  object: Made,
  word = 'created',
): boolean {
  const gvk = { ...parseApiVersion(object.apiVersion), kind: object.kind };
  const namespace = isNamespaced(gvk) === true ? namespaceFor(context, flags) : '';
  const target: Target = { gvk, namespace, name: object.metadata.name, origin: '' };
  return createTarget(context, flags, answering, target, object, word);
}

/** Creates what a target stands for. */
export function createTarget(
  context: VerbContext,
  flags: Flags,
  answering: Answering,
  target: Target,
  value: unknown,
  word: string,
): boolean {
  const body = flags.on('save-config') ? withLastApplied(value, target.namespace) : value;
  const validate = flags.get('validate');
  const fieldValidation = validate === 'false' || validate === 'ignore' ? 'Ignore' : 'Strict';
  const options = { dryRun: isDryRun(flags), fieldValidation } as const;
  const answer = context.server.create(target.gvk, target.namespace, body, options);
  if (!answer.ok) {
    if (target.origin === '') reject(answering, target, answer.error);
    else {
      answering.fail(withSource(answer.error, 'creating', target.origin));
      answering.results.push(resultOf(target, 'rejected', answer.error));
    }
    return false;
  }
  for (const warning of answer.value.warnings) answering.warn(warning);
  const name = answer.value.object.metadata?.name ?? target.name;
  answering.results.push(resultOf({ ...target, name }, 'created'));
  const output = flags.get('output') ?? '';
  // A dry run of the client's shows what it would send, without what the server fills in.
  const shown = (flags.get('dry-run') === 'client' ? value : answer.value.object) as ApiObject;
  if (output === 'yaml') answering.stdout.push(...yamlDocument(encodeObject(target.gvk, shown), false));
  else if (output === 'json') answering.stdout.push(...jsonLines(encodeObject(target.gvk, shown), false));
  else if (output === 'name') answering.say(printedName(target.gvk, name));
  else answering.say(`${printedName(target.gvk, name)} ${word}${dryRunWords(flags)}`);
  return true;
}

/** `a=b,c=d` as a mapping; undefined where it is none. */
export function labelsOf(text: string): Record<string, string> | undefined {
  const out: Record<string, string> = {};
  for (const part of text.split(',')) {
    const cut = part.indexOf('=');
    if (cut <= 0) return undefined;
    out[part.slice(0, cut)] = part.slice(cut + 1);
  }
  return out;
}
