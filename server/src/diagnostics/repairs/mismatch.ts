// The selector of a workload and the labels of its template say different things: either can follow the other.
import type { TextEdit } from '../../base/textRange.ts';
import { addField, replaceValue, rewriteField } from '../../workspace/edit.ts';
import type { Fix } from '../finding.ts';
import { mismatchOf } from '../problems.ts';
import { fixOf, type RepairContext } from './repair.ts';

/** Labels := selector (what the template lacks is added), and selector := labels. Neither is preferred. */
export function mismatchFixes({ node }: RepairContext): readonly Fix[] {
  const { resource } = node;
  const { selector, selectorPath, labels, labelsPath } = mismatchOf(node);
  const differing = Object.keys(selector).filter((key) => !Object.hasOwn(labels, key) || labels[key] !== selector[key]);
  if (differing.length === 0) return [];
  const missing = differing.filter((key) => !Object.hasOwn(labels, key));
  const changed = differing.filter((key) => Object.hasOwn(labels, key));
  const edits: (TextEdit | undefined)[] = changed.map((key) =>
    replaceValue(resource, [...labelsPath, { key }], selector[key]),
  );
  if (missing.length === 1 && missing[0] !== undefined) {
    edits.push(addField(resource, labelsPath, missing[0], selector[missing[0]]));
  } else if (missing.length > 1) {
    const all = { ...labels, ...selector };
    const written = resource.rangeOf(labelsPath, 'entry') !== undefined;
    edits.splice(
      0,
      edits.length,
      written ? rewriteField(resource, labelsPath, all) : addField(resource, labelsPath.slice(0, -1), 'labels', all),
    );
  }
  const toSelector = fixOf(resource, "Change the template's labels to match the selector", edits);
  const wanted = wantedSelector(selector, labels);
  if (Object.keys(wanted).length === 0) return toSelector;
  const onlyValues = differing.length === changed.length;
  const selectorEdits = onlyValues
    ? changed.map((key) => replaceValue(resource, [...selectorPath, { key }], labels[key]))
    : [rewriteField(resource, selectorPath, wanted)];
  return [...toSelector, ...fixOf(resource, "Change the selector to match the template's labels", selectorEdits)];
}

/** The selector's keys with the template's values; keys that the template lacks fall away; if none is left, all labels. */
function wantedSelector(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): Record<string, string> {
  const shared = Object.keys(selector).filter((key) => Object.hasOwn(labels, key));
  const keys = shared.length > 0 ? shared : Object.keys(labels);
  return Object.fromEntries(keys.map((key) => [key, labels[key] ?? '']));
}
