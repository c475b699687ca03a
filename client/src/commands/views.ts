// Pages about objects of the cluster: logs, the scheduler's reasons, routes, descriptions.
import { CannotRun, type Drydock } from '../drydock.ts';
import { showView } from '../virtualDocuments.ts';
import { objectOf, pickObject } from './pick.ts';

const POD = { apiVersion: 'v1', kind: 'Pod' } as const;
const SERVICE = { apiVersion: 'v1', kind: 'Service' } as const;

/** What the containers of a Pod have written. */
export const showLogs = async (drydock: Drydock, argument: unknown): Promise<void> =>
  showView(await pickObject(drydock, argument, { ...POD, title: 'Show Logs' }), 'logs');

/** Why a Pod is where it is, or nowhere. */
export const explainScheduling = async (drydock: Drydock, argument: unknown): Promise<void> =>
  showView(await pickObject(drydock, argument, { ...POD, title: 'Explain Scheduling' }), 'scheduling');

/** Where requests to a Service go. */
export const showRoutes = async (drydock: Drydock, argument: unknown): Promise<void> =>
  showView(await pickObject(drydock, argument, { ...SERVICE, title: 'Show Routes' }), 'routes');

/** What `kubectl describe` says of an object. */
export async function describeObject(argument: unknown): Promise<void> {
  const object = objectOf(argument);
  if (!object) throw new CannotRun('Pick an object in the Cluster view.');
  await showView(object, 'describe');
}
