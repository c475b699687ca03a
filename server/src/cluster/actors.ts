// Everybody who acts in a cluster, in the order in which they are told of a change: what decides first comes first.
import { controllers } from './controllers/controllers.generated.ts';
import type { Controller } from './controller.ts';

/** The actors of a default cluster. */
export const actors: readonly Controller[] = [...controllers];
