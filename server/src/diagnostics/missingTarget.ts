// References by name that lead nowhere: what the rules about missing objects share.
import { isName, isPlaceholder, nearest } from './nearest.ts';
import { replaceValue } from '../workspace/edit.ts';
import { yamlLines } from '../workspace/yamlText.ts';
import type { GraphNode, Reference, Workspace } from '../workspace/workspace.ts';
import type { Fix, Severity } from './finding.ts';
import { fixOf } from './repairs/repair.ts';
import { defineRule, type AnyRule, type RuleContext, type RuleGroup } from './rule.ts';

/** What one of these rules says. */
export interface MissingTarget {
  readonly code: string;
  readonly group?: RuleGroup;
  /** Types of targets, as `group/Kind`. */
  readonly targets: readonly string[];
  /** Without a nearly equal name in the workspace. With one it is a warning at least. */
  readonly severity: Severity;
  readonly covers?: readonly string[];
  /** What happens for want of the target. */
  readonly consequence: (reference: Reference) => string;
  /** Names that a cluster provides by itself. */
  readonly provided?: (name: string, kind: string) => boolean;
  /** References that the rule is not about. */
  readonly ignores?: (reference: Reference, node: GraphNode, workspace: Workspace) => boolean;
  /** The object that would be missing no longer. */
  readonly create?: (name: string, links: readonly Reference[]) => object | undefined;
}

interface Found {
  readonly reference: Reference;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly near: string | undefined;
}

/** The names of a type's objects in a namespace. */
export const namesIn = (workspace: Workspace, group: string, kind: string, namespace: string): string[] =>
  [...workspace.byType(group, kind)].flatMap((node) =>
    node.identities
      .filter((identity) => identity.namespace === namespace && isName(identity.name))
      .map((identity) => identity.name),
  );

function* findMissing(spec: MissingTarget, node: GraphNode, { workspace }: RuleContext): Iterable<Found> {
  for (const { reference } of workspace.linksFrom(node)) {
    const { target } = reference;
    if (target.type !== 'object' || target.key !== undefined || target.port !== undefined) continue;
    if (target.container !== undefined) continue;
    if (isPlaceholder(target.name) || isPlaceholder(target.namespace ?? '')) continue;
    if (reference.optional || !spec.targets.includes(`${target.group}/${target.kind}`)) continue;
    if (spec.ignores?.(reference, node, workspace) === true || spec.provided?.(target.name, target.kind) === true)
      continue;
    if (workspace.objectsMeant(node, target).length > 0 || workspace.isGenerated(node, target)) continue;
    const namespace = target.namespace ?? (node.identities[0]?.namespace || 'default');
    const near = nearest(target.name, new Set(namesIn(workspace, target.group, target.kind, namespace)));
    yield { reference, kind: target.kind, name: target.name, namespace, near };
  }
}

/** Whether the target may come from outside: a part out of reach, the system's namespace, an operator's or a webhook's Service. */
const isElsewhere = (node: GraphNode, { reference: { role }, namespace, kind }: Found, context: RuleContext): boolean =>
  context.incomplete(node) ||
  namespace.startsWith('kube-') ||
  (kind === 'Service' && role === 'webhook') ||
  (kind === 'Service' && context.workspace.foreignNeighbours(node, namespace));

/** A rule about references that lead nowhere. */
export const missingTargetRule = (spec: MissingTarget): AnyRule =>
  defineRule<Found>({
    code: spec.code,
    group: spec.group ?? 'references',
    severity: spec.severity,
    kinds: 'all',
    scope: 'workspace',
    ...(spec.covers === undefined ? {} : { covers: spec.covers }),
    find: (node, context) => findMissing(spec, node, context),
    describe: (found, node, context) => {
      const { reference, kind, name, namespace, near } = found;
      return {
        path: reference.path,
        severity: near !== undefined ? 'warning' : isElsewhere(node, found, context) ? 'hint' : spec.severity,
        message: [
          `No manifest provides the ${kind} "${name}"${namespace === '' ? '' : ` in namespace ${namespace}`}.`,
          near === undefined ? '' : `Did you mean "${near}"?`,
          spec.consequence(reference),
        ]
          .filter((part) => part !== '')
          .join(' '),
      };
    },
    fixes: ({ reference, kind, name, near }, node, { workspace }) => [
      ...(near === undefined
        ? []
        : fixOf(node.resource, `Change to "${near}"`, replaceValue(node.resource, reference.path, near), true)),
      ...createFix(spec, node, workspace, kind, name),
    ],
  });

/** Adds the missing object as a section at the end of the file. */
function createFix(
  spec: MissingTarget,
  node: GraphNode,
  workspace: Workspace,
  kind: string,
  name: string,
): readonly Fix[] {
  const links = workspace
    .linksFrom(node)
    .flatMap(({ reference }) =>
      reference.target.type === 'object' && reference.target.kind === kind && reference.target.name === name
        ? [reference]
        : [],
    );
  const object = spec.create?.(name, links);
  const { source } = node.resource.manifest;
  if (object === undefined || source.languageId !== 'yaml') return [];
  return [appendSection(source.uri, source.text, node, object, `Create the ${kind} "${name}"`)];
}

/** A fix that adds an object to the end of a file, in the namespace of the object that needs it. */
export function appendSection(uri: string, text: string, node: GraphNode, object: object, title: string): Fix {
  const namespace = node.resource.namespace;
  const { metadata, ...rest } = object as { apiVersion: string; kind: string; metadata: object };
  const { apiVersion, kind, ...body } = rest;
  const full = {
    apiVersion,
    kind,
    metadata: { ...metadata, ...(namespace === undefined ? {} : { namespace }) },
    ...body,
  };
  const gap = text.endsWith('\n') || text === '' ? '' : '\n';
  const newText = `${gap}---\n${yamlLines(full).join('\n')}\n`;
  return { title, edits: [{ uri, edits: [{ range: { start: text.length, end: text.length }, newText }] }] };
}
