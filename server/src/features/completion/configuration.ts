// Completion and hover in a `.drydock.yaml`: its fields, the groups and their values, the codes of rules.
import { allCodes } from '../../diagnostics/codes.ts';
import {
  CONFIGURATION_FIELDS,
  GROUP_VALUES,
  OVERRIDABLE,
  SEVERITIES,
  VERSION_NAMES,
} from '../../diagnostics/configuration.ts';
import { leadOf } from '../../diagnostics/pages.ts';
import type { CaretContext } from '../caretContext.ts';
import type { CompletionItem } from './item.ts';

interface Named {
  readonly name: string;
  readonly text?: string | undefined;
}

const codes = (): readonly Named[] => allCodes().map((name) => ({ name, text: leadOf(name) }));

/** The settings that can stand in a mapping at a path; `overrides` entries have those of the file and `files`. */
function keysAt(path: readonly (string | number)[]): readonly Named[] {
  const own = path[0] === 'overrides' && typeof path[1] === 'number' ? path.slice(2) : path;
  const [first] = own;
  if (own.length === 1 && first === 'groups') return Object.keys(GROUP_VALUES).map((name) => ({ name }));
  if (own.length === 1 && first === 'rules') return codes();
  if (own.length > 0) return [];
  const all = Object.entries(CONFIGURATION_FIELDS).map(([name, text]) => ({ name, text }));
  if (path.length === 0) return all;
  return [
    { name: 'files', text: 'Globs of the files that this is about.' },
    ...all.filter(({ name }) => OVERRIDABLE.includes(name)),
  ];
}

function valuesAt(path: readonly (string | number)[]): readonly string[] {
  const [parent, last] = path.slice(-2);
  if (path.at(-1) === 'kubernetesVersion') return VERSION_NAMES.map((version) => JSON.stringify(version)).reverse();
  if (parent === 'groups' && typeof last === 'string' && Object.hasOwn(GROUP_VALUES, last)) {
    return GROUP_VALUES[last as keyof typeof GROUP_VALUES];
  }
  return parent === 'rules' ? SEVERITIES : [];
}

const HAS_BLOCK = new Set(['groups', 'rules']);
const HAS_LIST = new Set(['include', 'exclude', 'overrides', 'files', 'requiredLabels', 'requiredAnnotations']);

/** What can be written at the caret. */
export function completeConfiguration(context: CaretContext): CompletionItem[] {
  const range = { start: context.start, end: context.end };
  if (context.mode === 'value') {
    return valuesAt(context.path).map((value) => ({
      label: value.replaceAll('"', ''),
      kind: 'value',
      detail: '',
      insert: context.before + value,
      range,
    }));
  }
  const pad = ' '.repeat(context.column + 2);
  return keysAt(context.path)
    .filter(({ name }) => !context.siblings.has(name))
    .map(({ name, text }) => ({
      label: name,
      kind: 'field',
      detail: '',
      ...(text === undefined ? {} : { documentation: text }),
      insert: context.hasColon
        ? context.before + name
        : `${context.before}${name}:${HAS_BLOCK.has(name) ? `\n${pad}$0` : HAS_LIST.has(name) ? `\n${pad}- $0` : ' $0'}`,
      snippet: true,
      range,
      again: true,
    }));
}

/** What a key of a configuration means. */
export function describeSetting(path: readonly (string | number)[], key: string): string | undefined {
  return keysAt(path).find(({ name }) => name === key)?.text;
}
