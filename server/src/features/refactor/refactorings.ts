// All refactorings that fit where the caret is.
import type { Workspace } from '../../workspace/workspace.ts';
import { nodeAt, spotAt } from '../spot.ts';
import { containerParts } from './containerParts.ts';
import { controllerToDeployment } from './controllerToDeployment.ts';
import { createMissing } from './createMissing.ts';
import { exposeAsService } from './exposeAsService.ts';
import { extractEnv } from './extractEnv.ts';
import type { Refactoring, RefactorPlace } from './refactoring.ts';
import { sortFields } from './sortFields.ts';

const ALL: readonly ((place: RefactorPlace) => Refactoring[])[] = [
  createMissing,
  controllerToDeployment,
  extractEnv,
  containerParts,
  exposeAsService,
  sortFields,
];

/** The offers at an offset. Cheap: an editor asks at every move of the caret. */
export function refactoringsAt(workspace: Workspace, uri: string, offset: number): readonly Refactoring[] {
  const node = nodeAt(workspace, uri, offset);
  if (!node) return [];
  const spot = spotAt(workspace, uri, offset) ?? { node, path: [], part: 'value' as const };
  return ALL.flatMap((offers) => offers({ ...spot, workspace }));
}
