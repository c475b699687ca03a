// What a kustomization builds, as `kubectl kustomize` prints it.
import type { Build } from '../../kustomize/build.ts';
import { yamlDocument } from './serial.ts';

/** The objects of a build as YAML. */
export const buildPages = ({ objects }: Build): string =>
  objects.map(({ value }) => `${yamlDocument(value, true).join('\n')}\n`).join('---\n');
