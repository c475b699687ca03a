// Everybody who acts in a cluster, in the order in which they are told of a change.
import { controllers } from './controllers/controllers.generated.ts';
import type { Controller } from './controller.ts';

/** Who sees a new Pod first: a real scheduler is quicker than the controllers that count what they have made. */
const FIRST = 'default-scheduler';

/** The actors of a default cluster. */
export const actors: readonly Controller[] = [
  ...controllers.filter(({ name }) => name === FIRST),
  ...controllers.filter(({ name }) => name !== FIRST),
];
