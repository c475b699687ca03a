// Values that are not acceptable: another of the allowed ones, another spelling, or without them.
import { stepOf, valueAt, type FieldPath } from '../../api/fieldPath.ts';
import type { Problem } from '../../api/problem.ts';
import { addField, addItem, removeField, renameKey, replaceText, replaceValue } from '../../workspace/edit.ts';
import type { Fix } from '../finding.ts';
import { nearest } from '../nearest.ts';
import { nameFrom } from './required.ts';
import { fixOf, type RepairContext } from './repair.ts';
import { quantityFixes } from './wrongType.ts';

/** Source: core/v1 NodeSelectorOperator. */
const OPERATORS: readonly string[] = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'];

/** At most so many alternatives are offered. */
const MOST = 6;

/** Source: the abbreviations that kubectl prints, k8s.io/kubectl/pkg/util/storage (GetAccessModesAsString). */
const ACCESS_MODES: Readonly<Record<string, string>> = {
  RWO: 'ReadWriteOnce',
  ROX: 'ReadOnlyMany',
  RWX: 'ReadWriteMany',
  RWOP: 'ReadWriteOncePod',
};

/** The allowed value that a person has abbreviated. */
function meantBy(value: string, allowed: readonly string[]): string | undefined {
  const mode = Object.hasOwn(ACCESS_MODES, value) ? ACCESS_MODES[value] : undefined;
  if (mode !== undefined && allowed.includes(mode)) return mode;
  const begun = value.length > 2 ? allowed.filter((one) => one.toLowerCase().startsWith(value.toLowerCase())) : [];
  return begun.length === 1 ? begun[0] : undefined;
}

/** One of the allowed values: the nearest is preferred. */
export function unsupportedFixes(
  { node: { resource, root } }: RepairContext,
  path: FieldPath,
  allowed: readonly string[],
): readonly Fix[] {
  const value = valueAt(root.value, path);
  const near = typeof value === 'string' ? (nearest(value, allowed) ?? meantBy(value, allowed)) : undefined;
  const others = allowed.filter((candidate) => candidate !== near && candidate !== '').slice(0, MOST);
  const change = (candidate: string, preferred: boolean): readonly Fix[] =>
    resource.rangeOf(path, 'value') === undefined
      ? []
      : fixOf(resource, `Change to ${candidate}`, replaceValue(resource, path, candidate), preferred);
  const single = near === undefined && others.length === 1;
  return [
    ...(near === undefined ? [] : change(near, true)),
    ...others.flatMap((candidate) => change(candidate, single)),
  ];
}

/** The repairs of a value that has the right type but a wrong form. */
export function invalidFixes(
  context: RepairContext,
  path: FieldPath,
  problem: Problem,
  part: 'key' | 'value',
): readonly Fix[] {
  const { resource, root } = context.node;
  const value = valueAt(root.value, path);
  if (problem.message.includes('value must be empty')) {
    const operator = [...path.slice(0, -1), 'operator'];
    return [
      ...fixOf(resource, 'Remove "value"', removeField(resource, path)),
      ...fixOf(resource, 'Change the operator to Equal', replaceValue(resource, operator, 'Equal')),
    ];
  }
  if (part === 'key') return keyFixes(context, path, problem);
  if (/quantit/i.test(problem.message)) return quantityFixes(context, path);
  if (typeof value !== 'string') return [];
  if (/must be an absolute path/.test(problem.message) && value !== '') {
    return fixOf(resource, `Change to /${value}`, replaceValue(resource, path, `/${value}`), true);
  }
  const operator = /not a valid selector operator/.test(problem.message) ? nearest(value, OPERATORS) : undefined;
  if (operator !== undefined) {
    return fixOf(resource, `Change to ${operator}`, replaceValue(resource, path, operator), true);
  }
  if (/percent string/.test(problem.message) && /^\s*\d+\s*%\s*$/.test(value)) {
    const percent = value.replace(/\s/g, '');
    return fixOf(resource, `Change to ${percent}`, replaceValue(resource, path, percent), true);
  }
  if (path.at(-1) === 'host' && /^[a-z]+:\/\/[^/]+\/?$/i.test(value)) {
    const host = value.replace(/^[a-z]+:\/\/|\/$/gi, '');
    return fixOf(resource, `Change to ${host}`, replaceValue(resource, path, host), true);
  }
  if (value.trim() !== value && value.trim() !== '') {
    return fixOf(resource, 'Remove the spaces around it', replaceValue(resource, path, value.trim()), true);
  }
  return nameFixes(context, path, value, problem);
}

/** A name with capitals, spaces or underscores: the nearest name that is one. */
function nameFixes(
  { node: { resource } }: RepairContext,
  path: FieldPath,
  value: string,
  problem: Problem,
): readonly Fix[] {
  const label = /lowercase RFC 1123 label|DNS-1035 label/.test(problem.message);
  const subdomain = /lowercase RFC 1123 subdomain/.test(problem.message);
  const labelValue = /a valid label must be|valid label value/.test(problem.message);
  if (labelValue) {
    const meant = value
      .replace(/\s*-\s*/g, '-')
      .replace(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
      .slice(0, 63);
    return fixOf(resource, `Change to ${meant}`, replaceValue(resource, path, meant), true);
  }
  if (/must contain only alpha-numeric characters|must contain at least one letter/.test(problem.message)) {
    if (/^\d+$/.test(value)) return fixOf(resource, `Change to ${value}`, replaceText(resource, path, value), true);
    const port = nameFrom(value).slice(0, 15).replace(/-$/, '');
    if (port === value || !/[a-z]/.test(port)) return [];
    return fixOf(resource, `Change to ${port}`, replaceValue(resource, path, port), true);
  }
  if (!label && !subdomain) return [];
  const meant = subdomain && value.includes('.') ? value.split('.').map(nameFrom).join('.') : nameFrom(value);
  const plain = /DNS-1035/.test(problem.message) ? meant.replace(/^[0-9-]+/, '') : meant;
  if (plain === '' || plain === value || plain.startsWith('.') || plain.endsWith('.')) return [];
  return fixOf(resource, `Change to ${plain}`, replaceValue(resource, path, plain), true);
}

/** A key of a map (a label's, a ConfigMap's) of a wrong form. */
function keyFixes({ node: { resource, root } }: RepairContext, path: FieldPath, problem: Problem): readonly Fix[] {
  const key = String(stepOf(path.at(-1) ?? ''));
  const parent = path.slice(0, -1);
  if (!/name part must|a valid config key|qualified name/.test(problem.message)) return [];
  const meant = key.replace(/[^A-Za-z0-9._/-]+/g, '-').replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
  const taken = root
    .walk(parent)
    .entries()
    .some(([name]) => name === meant);
  if (meant === '' || meant === key || taken) return [];
  return fixOf(resource, `Change to ${meant}`, renameKey(resource, path, meant), true);
}

/** A field that may not be set here goes; where one of several may stay, a person chooses. */
export function forbiddenFixes(
  { node: { resource } }: RepairContext,
  path: FieldPath,
  problem: Problem,
): readonly Fix[] {
  const last = path.at(-1);
  if (last === undefined) return [];
  const choice = /more than 1|may not be used when `type` is/.test(problem.message);
  const remove = fixOf(resource, `Remove "${String(stepOf(last))}"`, removeField(resource, path), !choice);
  if (last !== 'nodePort') return remove;
  const type = ['spec', 'type'];
  const written = resource.rangeOf(type, 'value') !== undefined;
  const edit = written ? replaceValue(resource, type, 'NodePort') : addField(resource, ['spec'], 'type', 'NodePort');
  return [...remove, ...fixOf(resource, 'Make it a Service of type NodePort', edit)];
}

/** The second of two equal names gets a number; a repeated item of another kind goes. */
export function duplicateFixes({ node: { resource, root } }: RepairContext, path: FieldPath): readonly Fix[] {
  const value = valueAt(root.value, path);
  const last = path.at(-1);
  if (typeof last === 'number') return fixOf(resource, 'Remove the repeated item', removeField(resource, path), true);
  const item = path.slice(0, -1);
  const removal =
    typeof item.at(-1) === 'number' ? fixOf(resource, 'Remove the repeated item', removeField(resource, item)) : [];
  if (last !== 'name' || typeof value !== 'string') return removal;
  const taken = new Set(
    root
      .walk(item.slice(0, -1))
      .items()
      .map((other) => other.get('name').value),
  );
  let number = 2;
  while (taken.has(`${value}-${number}`)) number++;
  const name = `${value}-${number}`;
  return [...fixOf(resource, `Change to ${name}`, replaceValue(resource, path, name)), ...removal];
}

/** A mount of a volume that is not there: the nearest that is, or a new one. */
export function missingVolumeFixes({ node, workspace }: RepairContext, path: FieldPath): readonly Fix[] {
  const { resource, root } = node;
  const name = valueAt(root.value, path);
  const spec = path.findLastIndex((step) => step === 'spec');
  if (typeof name !== 'string' || spec < 0) return [];
  const volumes = [...path.slice(0, spec + 1), 'volumes'];
  const names = root
    .walk(volumes)
    .items()
    .flatMap((volume) => volume.text('name') ?? []);
  const near = nearest(name, names);
  const change =
    near === undefined ? [] : fixOf(resource, `Change to ${near}`, replaceValue(resource, path, near), true);
  const namespace = node.identities[0]?.namespace ?? 'default';
  const has = (kind: string): boolean => workspace.named('', kind, namespace, name).size > 0;
  const source = has('ConfigMap')
    ? { configMap: { name } }
    : has('Secret')
      ? { secret: { secretName: name } }
      : has('PersistentVolumeClaim')
        ? { persistentVolumeClaim: { claimName: name } }
        : { emptyDir: {} };
  const title = `Add a volume "${name}" (${Object.keys(source).join('')})`;
  return [...change, ...fixOf(resource, title, addItem(resource, volumes, { name, ...source }), near === undefined)];
}
