// Telling templates (Helm and the like) from manifests. Works on a section's text and tree.
import { dereference, type TreeNode } from './nodes.ts';

/** Fields whose text belongs to the user: a `{{` in them is somebody's data, not a template of the manifest. */
const FREE_TEXT = new Set(['data', 'stringData', 'binaryData', 'annotations', 'args', 'command', 'value', 'expr']);

function hasTemplate(node: TreeNode, text: string, depth: number): boolean {
  switch (node.kind) {
    case 'scalar':
      return !node.block && text.slice(node.start, node.end).includes('{{');
    case 'alias':
      return false;
    case 'seq':
      return node.items.some((item) => hasTemplate(item, text, depth + 1));
    case 'map':
      return node.entries.some(
        (entry) =>
          text.slice(entry.keyStart, entry.keyEnd).includes('{{') ||
          (isFreeText(entry.key, entry.value)
            ? plainTemplate(entry.value, text)
            : hasTemplate(entry.value, text, depth + 1)),
      );
  }
}

const isFreeText = (key: string, value: TreeNode): boolean => FREE_TEXT.has(key) && dereference(value) !== undefined;

/** In free text only an unquoted `{{` counts: it is a flow mapping in the eyes of YAML. */
function plainTemplate(node: TreeNode, text: string): boolean {
  if (node.kind === 'scalar') return false;
  if (node.kind === 'alias') return false;
  if (node.kind === 'seq') return node.items.some((item) => plainTemplate(item, text));
  return text.startsWith('{{', node.start) || node.entries.some((entry) => plainTemplate(entry.value, text));
}

/** A `{{` where structure should be: at a line's beginning, or unquoted as a value. */
const STRUCTURAL = /(^[ \t]*|:[ \t]+|-[ \t]+)\{\{-?/m;

/**
 * Whether a section is a template. A `{{` in comments, in block scalars (a ConfigMap that carries templates) or in
 * quoted free text is none. `failed`: the text does not parse.
 */
export function isTemplate(text: string, root: TreeNode | undefined, failed: boolean): boolean {
  if (!text.includes('{{')) return false;
  if (failed || root === undefined) return STRUCTURAL.test(text);
  return hasTemplate(root, text, 0);
}
